/**
 * Makes single executables of the program in dist/, which need neither Node nor a file beside them:
 * `npm run executable` for this machine, `npm run executable -- linux-x64 linux-arm64` for others. The runtime inside is
 * Bun's; that of another platform is fetched from the package registry.
 */
import {execFileSync} from 'node:child_process';
import {copyFileSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import process from 'node:process';
import {fileURLToPath} from 'node:url';

const FOLDER = 'dist-executable';
const HERE = `${process.platform}-${process.arch}`;
const RUNTIME_NOTICE = `The runtime inside the executable is Bun (MIT), which links WebKit's JavaScriptCore (LGPL 2) and other libraries
statically. Their licences, sources and how to link anew: https://bun.com/docs/project/license

`;

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
rmSync(FOLDER, {recursive: true, force: true});
const targets = process.argv.slice(2);
for (const target of targets.length === 0 ? [HERE] : targets) {
	execFileSync(
		'node_modules/.bin/bun',
		[
			'build',
			'--compile',
			`--target=bun-${target}`,
			`--outfile=${FOLDER}/tcpwhy-${target}`,
			// Where the program looks for its worker: beside cli.js.
			'--root=dist',
			'dist/cli.js',
			'dist/session/worker.js',
			'--asset=samples',
			// What lies in the folder of a capture must not become part of the program.
			'--no-compile-autoload-dotenv',
			'--no-compile-autoload-bunfig',
		],
		{stdio: 'inherit'},
	);
}
copyFileSync('license', `${FOLDER}/license`);
const notices = readFileSync('dist/third-party-notices.txt', 'utf8');
writeFileSync(`${FOLDER}/third-party-notices.txt`, `${RUNTIME_NOTICE}${notices}`);
