/** Builds the program into dist/: code without a dependency at run time, the manual page, the licences of what is in it. */
import {mkdirSync, rmSync, writeFileSync} from 'node:fs';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import manifest from '../package.json' with {type: 'json'};
import {manPage} from './man-page.ts';
import {thirdPartyNotices} from './third-party-notices.ts';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
rmSync('dist', {recursive: true, force: true});

const {metafile} = await build({
	entryPoints: ['source/cli.ts', 'source/session/worker.ts'],
	outbase: 'source',
	outdir: 'dist',
	chunkNames: 'part-[hash]',
	bundle: true,
	splitting: true,
	format: 'esm',
	platform: 'node',
	target: 'node20.19',
	conditions: ['bundled'],
	minifySyntax: true,
	// Yoga asks for `fetch`, which makes Node load its HTTP client, and then does without it.
	define: {'process.env.NODE_ENV': '"production"', fetch: 'undefined'},
	alias: {'react-devtools-core': './source/screen/no-devtools.ts'},
	// Packages in CommonJS call for the modules of Node.
	banner: {
		js: 'import {createRequire as bundledCreateRequire} from "node:module"; const require = bundledCreateRequire(import.meta.url);',
	},
	logLevel: 'warning',
	metafile: true,
});
writeFileSync('dist/third-party-notices.txt', thirdPartyNotices(metafile));
mkdirSync('dist/man');
writeFileSync('dist/man/tcpwhy.1', manPage(manifest.version));
