/** The ways that users go most, at three sizes: every screen on them is as it was when it was last read. */
import assert from 'node:assert/strict';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'node:test';
import {load} from '../support/captures/loaded-capture.ts';
import {explore} from '../support/terminal/journey.ts';
import {comesToShow} from '../support/terminal/screens.ts';
import type {TestTerminal} from '../support/terminal/terminal.ts';

/** Something typed, what the screen has then, and the name under which it is kept where it is. */
type Step = readonly [keys: string, awaited: string | RegExp, name?: string];

interface Look {
	readonly name: string;
	readonly columns: number;
	readonly rows: number;
	readonly environment: Readonly<Record<string, string>>;
}

const PLAIN = {TZ: 'UTC', NO_COLOR: '1'};

const SIZES: readonly Look[] = [
	{name: '80x24', columns: 80, rows: 24, environment: PLAIN},
	{name: '120x40', columns: 120, rows: 40, environment: PLAIN},
	{name: '250x70', columns: 250, rows: 70, environment: PLAIN},
];
const ASCII: Look = {name: 'ascii', columns: 80, rows: 24, environment: {...PLAIN, LC_ALL: 'C'}};

async function travel(terminal: TestTerminal, look: Look, journey: string, steps: readonly Step[]): Promise<void> {
	for (const [keys, awaited, name] of steps) {
		terminal.send(keys);
		await terminal.until(awaited);
		if (name !== undefined) await comesToShow(terminal, `${journey}-${name}.${look.name}`);
	}
}

async function quit(terminal: TestTerminal): Promise<void> {
	terminal.send('Q');
	assert.equal(await terminal.exited, 0);
	assert.equal(terminal.isAlternate, false);
}

const LIST = /^[▸>] +0 .*stale-reuse-reset/;

for (const look of [...SIZES, ASCII]) {
	test(`a newcomer goes from the list into a stream and has the reset explained, ${look.name}`, async () => {
		const terminal = explore('never-speaks.pcap', look);
		try {
			await travel(terminal, look, 'newcomer', [
				['', /idle-client-reset/, 'list'],
				['\r', /^stream 0 /, 'ladder'],
				['gr', /Proper/, 'reset'],
				['e', /^(?:──|--) explanation/, 'explanation'],
				['?', /^tcpwhy {2}keys of/, 'help'],
			]);
			await quit(terminal);
		} finally {
			await terminal.close();
		}
	});

	test(`overview, verdict, list, ladder, graph and all the way back, ${look.name}`, async () => {
		const terminal = explore('mixed.pcap', look);
		try {
			await travel(terminal, look, 'tour', [
				['', LIST, 'list'],
				['o', 'OVER TIME', 'overview'],
				['jK', /^Packets show /, 'verdict'],
				['f', /^filter conn\.verdict == "idle-client-reset"/, 'filtered'],
				['\r', /^stream 5 /, 'ladder'],
				['v', '[1 sequence]', 'graph'],
				['q', /^stream 5 /],
				['q', /^filter conn\.verdict/],
				['\u{1B}', /^no filter/, 'back'],
			]);
			await quit(terminal);
		} finally {
			await terminal.close();
		}
	});
}

for (const look of SIZES) {
	test(`a group, one of its streams, its reset, its verdict copied, the stream written, ${look.name}`, async context => {
		const folder = mkdtempSync(path.join(tmpdir(), 'screens-'));
		context.after(() => rmSync(folder, {recursive: true}));
		const file = path.join(folder, 'one.pcap');
		const terminal = explore('mixed.pcap', look);
		try {
			await travel(terminal, look, 'group', [
				['', LIST],
				['t', /13 groups by verdict$/, 'groups'],
				['j\r', /18 streams|idle-client-reset/, 'open'],
				['j\r', /^stream 5 /],
				['gr', /Proper/],
				['yv', /clipboard/, 'copied'],
			]);
			// OSC 52 (xterm's control sequences): `c` is the clipboard, then base64.
			const [, copied = ''] = /\u{1B}\]52;c;([A-Za-z\d+/=]+)(?:\u{7}|\u{1B}\\)/u.exec(terminal.output) ?? [];
			const verdict = Buffer.from(copied, 'base64').toString();
			assert.match(verdict, /^\S*mixed\.pcap\n/);
			assert.match(verdict, /idle-client-reset/);
			assert.match(verdict, /frame 221: server FIN/);
			await travel(terminal, look, 'group', [['w', /stream-5\.pcap/, 'write']]);
			terminal.send(`\u{15}${file}\r`);
			await terminal.until(/9 packets written to/);
			await quit(terminal);
		} finally {
			await terminal.close();
		}
		const {tables} = await load(file);
		assert.equal(tables.streams.length, 1);
		assert.equal(tables.packets.length, 9);
	});

	test(`each bookmark is picked by its number, ${look.name}`, async () => {
		const terminal = explore('mixed.pcap', look);
		try {
			await travel(terminal, look, 'bookmarks', [
				['', LIST],
				['b', /^\W*Bookmarks/, 'list'],
				['1', /^filter tcp\.flags\.fin == 1 \|\| /, 'setup'],
				['b2', /^filter tcp\.analysis\.zero_window/],
				['b3', /^filter tcp\.analysis\.duplicate_ack/],
				['b4', /^filter tcp\.analysis\.out_of_order/],
				['b5', /^filter tcp\.analysis\.retransmission/],
				['b6', /^filter tcp\.analysis\.ack_lost_segment/, 'nothing'],
				['b7', /^filter tls\.record\.content_type == 21/, 'alerts'],
				['/', /^filter: /, 'prompt'],
				['\u{15}tcp.flags.\t', /^▸ tcp\.flags\./, 'completion'],
			]);
			await terminal.leave();
		} finally {
			await terminal.close();
		}
	});
}
