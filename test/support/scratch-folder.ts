import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after} from 'node:test';

/** A new folder for what the tests of a file write; it is removed when they are done. */
export function scratchFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'tcpwhy-test-'));
	after(() => rmSync(folder, {recursive: true}));
	return folder;
}
