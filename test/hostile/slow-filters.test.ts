import assert from 'node:assert/strict';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'node:test';
import {pcap, tcp} from '../support/frames/capture-builder.ts';
import {PROGRAM} from '../support/terminal/program.ts';
import {TestTerminal} from '../support/terminal/terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'tcpwhy-slow-'));
test.after(() => rmSync(folder, {recursive: true}));

/** Packets that patterns backtrack in: thousands with nothing but one letter, over a few connections. */
const capture = join(folder, 'letters.pcap');
const PACKETS = 20_000;
const STREAMS = 4;
writeFileSync(
	capture,
	pcap(
		Array.from({length: PACKETS}, (_, n) =>
			tcp({
				from: `10.0.0.1:${1000 + (n % STREAMS)}`,
				to: '10.0.0.2:9999',
				flags: 'PA',
				seq: 1 + Math.floor(n / STREAMS) * 1400,
				payload: 'a'.repeat(1400),
				time: n / 1000,
			}),
		),
	),
);

const alternatives = (count: number, one: (n: number) => string) =>
	Array.from({length: count}, (_, n) => one(n)).join('|');

/** Patterns that make matching engines hang, each with what the prompt says of it. */
const PATTERNS: readonly (readonly [pattern: string, said: RegExp])[] = [
	['(a+)+$[b-z]', /^ok/],
	['(.*)*[b-z]', /^ok/],
	['(a|aa|aaa)*[b-z]', /^ok/],
	['(?:a?){60}a{60}[b-z]', /^ok/],
	['(A*)*\\\\1[b-z]', /^ok/],
	['(?=(a+)+[b-z])[b-z]', /^ok/],
	['(?>(a*)*)\\\\1[b-z]', /^ok/],
	['(a{1000}){1000}', /too large/],
	[`(${alternatives(300, n => `a${n}`)})+$[b-z]`, /too large/],
	[`(${alternatives(30, n => `a{${n}}[b-z]`)})+$[b-z]`, /^ok/],
];

test('keys are answered while a pattern is looked for that makes engines hang, and Escape gives it up', async () => {
	const terminal = new TestTerminal(`'${process.execPath}' '${PROGRAM}' '${capture}'`, {columns: 120, rows: 30});
	try {
		await terminal.until(`1/${STREAMS}`);
		for (const [pattern, said] of PATTERNS) {
			terminal.send(`/\u{15}tcp.payload matches "${pattern}"`);
			await terminal.until(said);
			if (said.source === '^ok') {
				terminal.send('\r');
				await terminal.until(/^filter tcp\.payload/);
				terminal.send('?');
				await terminal.until('keys of');
				terminal.send('q');
				await terminal.until(/^filter tcp\.payload/);
			}
			terminal.send('\u{1B}');
			await terminal.until(/^no filter/);
			await terminal.until(() => !terminal.shows(/^filter: /));
		}
		terminal.send('/\u{15}tcp.stream == 2\r');
		await terminal.until(/filter tcp\.stream == 2/);
		await terminal.until(/5,000 packets/);
		terminal.send('Q');
		assert.equal(await terminal.exited, 0);
	} finally {
		await terminal.close();
	}
});
