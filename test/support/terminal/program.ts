import {spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {fileURLToPath} from 'node:url';

const DIST = new URL('../../../dist/', import.meta.url);
/** The built program. `npm test` builds it first. */
export const PROGRAM = fileURLToPath(new URL('cli.js', DIST));
export const WORKER = new URL('session/worker.js', DIST);
if (!existsSync(PROGRAM)) throw new Error('the program is not built: npm run build');

export interface Run {
	readonly status: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

/** Runs the built program without a terminal. */
export function run(args: readonly string[], input = '', environment: Readonly<Record<string, string>> = {}): Run {
	const {status, stdout, stderr} = spawnSync(process.execPath, [PROGRAM, ...args], {
		input,
		encoding: 'utf8',
		maxBuffer: 2 ** 28,
		env: {...process.env, LC_ALL: 'C.UTF-8', NO_COLOR: '1', ...environment},
	});
	return {status, stdout, stderr};
}
