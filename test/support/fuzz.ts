/** What the fuzz tests have in common: how many cases, how bytes are spoilt, and how long a case may take. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {concat} from './frames/packet-builder.ts';

/**
 * Cases of a property: `npm run fuzz` asks for FUZZ_RUNS, or ten million.
 *
 * @param inCi as many as CI runs; elsewhere a part of them is enough
 */
export function cases(inCi: number): number {
	return Number(process.env['FUZZ_RUNS'] ?? (process.env['CI'] ? inCi : Math.ceil(inCi / 5)));
}

/** Seconds of processor time in which a case of some kilobytes is done with, whatever is in it. */
const PATIENCE = 2;

/** Runs one case, and fails if it takes long. What other programs do meanwhile does not count. */
export function quickly<T>(run: () => T): T {
	const before = process.cpuUsage();
	const result = run();
	assertQuick(before);
	return result;
}

/** Fails if more processor time than a case may take has gone since `before`. */
export function assertQuick(before: NodeJS.CpuUsage): void {
	const {user, system} = process.cpuUsage(before);
	assert.ok((user + system) / 1e6 < PATIENCE, `it takes ${(user + system) / 1e6} s`);
}

const place = fc.double({min: 0, max: 1, maxExcluded: true, noNaN: true});

/** A change of bytes: a flipped bit, a length that lies, a cut, a piece of another seed, a repetition, a run of one value. */
export const edit = fc.record({
	kind: fc.constantFrom('flip', 'lie', 'cut', 'splice', 'repeat', 'fill'),
	at: place,
	from: place,
	length: fc.integer({min: 1, max: 2000}),
	value: fc.constantFrom(0, 1, 0x7f, 0x80, 0xff, 0x16, 0x15, 0x45, 0x60),
});
export type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

/** Changes bytes; the structure around the place stays as it was, so that the damage gets deep. */
export function spoil(bytes: Uint8Array, {kind, at, from, length, value}: Edit, other: Uint8Array): Uint8Array {
	const place = Math.floor(at * bytes.length);
	const source = Math.floor(from * other.length);
	const head = bytes.subarray(0, place);
	const changed = bytes.slice();
	switch (kind) {
		case 'flip':
			if (place < changed.length) changed[place]! ^= value || 1;
			return changed;
		case 'lie':
			return changed.fill(value, place, place + 1 + (length % 4));
		case 'fill':
			return changed.fill(value, place, place + (length % 64));
		case 'cut':
			return concat(head, bytes.subarray(place + length));
		case 'repeat':
			return concat(head, bytes.subarray(Math.max(0, place - length)));
		default:
			return concat(head, other.subarray(source, source + length), bytes.subarray(place));
	}
}

/** One of the seeds (its number, and its bytes) after some edits, splices taken from any of them. */
export function spoilt(
	seeds: readonly Uint8Array[],
	{minLength = 1, maxLength = 6}: {readonly minLength?: number; readonly maxLength?: number} = {},
): fc.Arbitrary<{readonly seed: number; readonly bytes: Uint8Array}> {
	const seed = fc.nat(seeds.length - 1);
	return fc.tuple(seed, seed, fc.array(edit, {minLength, maxLength})).map(([one, two, edits]) => ({
		seed: one,
		bytes: edits.reduce((bytes, each) => spoil(bytes, each, seeds[two]!), seeds[one]!),
	}));
}
