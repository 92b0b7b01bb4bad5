/**
 * Runs a script of this folder bundled, as the program is: only then are the constants of other files compiled in.
 *
 *   node --import tsx test/bench/bundled.ts stages [arguments of the script]
 */
import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

const [name, ...args] = process.argv.slice(2);
const folder = mkdtempSync(path.join(tmpdir(), 'tcpwhy-bench-'));
try {
	const outfile = path.join(folder, 'bench.mjs');
	await build({
		entryPoints: [fileURLToPath(new URL(`${name}.ts`, import.meta.url))],
		outfile,
		bundle: true,
		format: 'esm',
		platform: 'node',
		target: 'node20.19',
		banner: {js: 'import {createRequire} from "node:module"; const require = createRequire(import.meta.url);'},
		logLevel: 'warning',
	});
	process.exitCode = spawnSync(process.execPath, [outfile, ...args], {stdio: 'inherit'}).status ?? 1;
} finally {
	rmSync(folder, {recursive: true});
}
