import {spawnSync} from 'node:child_process';
import {tmpdir} from 'node:os';
import type {TestContext} from 'node:test';
import {parseTable} from './shared-files.ts';

/** Its rules are those that the specification describes. */
export const TSHARK_VERSION = '4.0.17';

/** Whether that tshark is installed; if it is not, the test is skipped. */
export function hasTshark(t: TestContext): boolean {
	const installed = spawnSync('tshark', ['--version'], {encoding: 'utf8'}).stdout ?? '';
	if (installed.includes(TSHARK_VERSION)) return true;
	t.skip(`tshark ${TSHARK_VERSION} is not installed`);
	return false;
}

/** Fields of each packet of a file, as tshark prints them with its defaults. */
export function tsharkFields(file: string, names: readonly string[]): Record<string, string>[] {
	const fields = names.flatMap(name => ['-e', name]);
	const options = ['-T', 'fields', '-E', 'header=y', '-E', 'occurrence=a', '-E', 'aggregator=,'];
	const {stdout} = spawnSync('tshark', ['-n', '-r', file, ...options, ...fields], {
		encoding: 'utf8',
		env: {...process.env, WIRESHARK_CONFIG_DIR: tmpdir()},
		maxBuffer: 256 * 1024 * 1024,
	});
	return parseTable(stdout);
}
