import assert from 'node:assert/strict';
import test from 'node:test';
import {explore} from '../support/terminal/journey.ts';

/** Sizes that a window goes through; the last one comes at once after the one before. */
const WAYS = [
	[[80, 50]],
	[
		[120, 40],
		[80, 24],
	],
	[
		[20, 5],
		[110, 30],
	],
	[[40, 10]],
] as const;

for (const [screen, keys, shown] of [
	['list', '', '1/215'],
	['ladder', '\r', '1/18'],
] as const)
	test(`after the window has changed its size, the ${screen} is drawn as in a new window of that size`, async () => {
		const resized = explore('mixed.pcap', {columns: 200, rows: 50});
		try {
			await resized.until('1/215');
			await resized.until('no filter');
			resized.send(keys);
			await resized.until(shown);
			for (const way of WAYS) {
				for (const [columns, rows] of way) resized.resize(columns, rows);
				const [columns, rows] = way.at(-1)!;
				const fresh = explore('mixed.pcap', {columns, rows});
				try {
					await fresh.until('1/215');
					await fresh.until('no filter');
					fresh.send(keys);
					const same = () => resized.lines().join('\n') === fresh.lines().join('\n');
					await resized.until(same).catch(() => assert.deepEqual(resized.lines(), fresh.lines()));
					fresh.send('Q');
					await fresh.exited;
				} finally {
					await fresh.close();
				}
			}
			resized.send('Q');
			assert.equal(await resized.exited, 0);
		} finally {
			await resized.close();
		}
	});
