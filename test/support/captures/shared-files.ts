/**
 * Recorded traffic and expected results that are not part of the project, because their licences differ. Tests read
 * them from `../shared`, are skipped where that is missing, and fail where it is missing in CI.
 */
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {TestContext} from 'node:test';
import {gunzipSync} from 'node:zlib';

const SHARED = join(import.meta.dirname, '../../../../shared');
export const CORPUS = join(SHARED, 'corpus/public');
export const CAPTURES = join(SHARED, 'captures');

/** Path of a shared file or folder; undefined (and the test is skipped) where there is none. */
export function sharedPath(t: TestContext, ...parts: readonly string[]): string | undefined {
	const path = join(SHARED, ...parts);
	if (existsSync(path)) return path;
	if (process.env['CI']) throw new Error(`the shared file ${parts.join('/')} is missing`);
	t.skip(`../shared/${parts.join('/')} is missing`);
	return undefined;
}

/** Rows of a table with a header line, each as an object by column name. */
export function parseTable(text: string): Record<string, string>[] {
	const [header = '', ...lines] = text.split('\n').filter(line => line !== '');
	const names = header.split('\t');
	return lines.map(line => {
		const cells = line.split('\t');
		return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']));
	});
}

/** A table of the specification's folder; undefined (and the test is skipped) where there is none. */
export function sharedTable(t: TestContext, name: string): Record<string, string>[] | undefined {
	const path = sharedPath(t, 'spec', name);
	return path === undefined ? undefined : parseTable(readFileSync(path, 'utf8'));
}

/** What tshark says of each frame of a corpus file. */
export function oraclePackets(file: string): Record<string, string>[] {
	return parseTable(gunzipSync(readFileSync(join(CORPUS, 'oracle', `${file}.packets.tsv.gz`))).toString());
}

/** Frames, exit status and message of tshark for each corpus file. */
export function oracleIndex(): Record<string, string>[] {
	return parseTable(readFileSync(join(CORPUS, 'oracle/INDEX.tsv'), 'utf8'));
}

/** Names of the captures in a shared folder. */
export function capturesIn(folder: string): string[] {
	return readdirSync(folder).filter(name => /\.(pcap|pcapng)(\.gz)?$/.test(name));
}
