import assert from 'node:assert/strict';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {enhancedPacket, interfaceBlock, pcapng, sectionBlock, tcp} from '../support/frames/capture-builder.ts';
import {PROGRAM} from '../support/terminal/program.ts';
import {TestTerminal} from '../support/terminal/terminal.ts';
import {foreignOutput} from './terminal-output.ts';

const folder = mkdtempSync(join(tmpdir(), 'tcpwhy-times-'));
test.after(() => rmSync(folder, {recursive: true}));

const [CLIENT, SERVER] = ['10.0.0.1:40000', '10.0.0.2:443'];

/** Seconds that three packets of a connection have, and what is added to all of them (if_tsoffset). */
const TIMES: Readonly<Record<string, readonly [offset: bigint, ...stamps: bigint[]]>> = {
	'as late as a file can say': [2n ** 62n, 2n ** 64n - 1n, 3n, 2n ** 63n],
	'as early as a file can say': [-(2n ** 62n), 0n, 3n, 2n ** 40n],
	'behind the last year of the calendar': [0n, 2n ** 43n, 2n ** 44n, 253_402_300_800n],
};

for (const [what, [offset, ...stamps]] of Object.entries(TIMES))
	test(`times ${what} are shown on every screen`, async () => {
		const capture = join(folder, `${what}.pcapng`);
		const frames = ['S', 'A', 'R'].map(flags => tcp({from: CLIENT, to: SERVER, flags}));
		const packets = frames.map((frame, n) => enhancedPacket(frame, {timestamp: stamps[n]!}));
		writeFileSync(
			capture,
			pcapng([sectionBlock(), interfaceBlock({timeResolution: 0, timeOffset: offset}), ...packets]),
		);
		const terminal = new TestTerminal(`'${process.execPath}' '${PROGRAM}' '${capture}'`, {columns: 160, rows: 40});
		try {
			await terminal.until('1/1');
			for (const keys of ['@', 'o', 'jj', 'q', '\r', 'G', 'd', 'j', 'd', 'v', '1', '+', '2', '-', '3', '0', '4', 'q']) {
				terminal.send(keys);
				await sleep(50);
			}
			await terminal.until(/^stream 0/);
			terminal.send('Q');
			assert.equal(await terminal.exited, 0);
			assert.equal(foreignOutput(terminal.output), undefined);
			assert.doesNotMatch(terminal.output, /NaN|Infinity|undefined|Invalid/);
		} finally {
			await terminal.close();
		}
	});
