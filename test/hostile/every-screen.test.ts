import assert from 'node:assert/strict';
import {chmodSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {deeds} from '../faults/monkey-keys.ts';
import {PROGRAM, run} from '../support/terminal/program.ts';
import {TestTerminal} from '../support/terminal/terminal.ts';
import {hostileFile} from './hostile-file.ts';
import {hostileHome} from './hostile-home.ts';
import {foreignOutput} from './terminal-output.ts';
import {TRICK_BYTES, TRICKS} from './tricks.ts';

const folder = mkdtempSync(join(tmpdir(), 'tcpwhy-hostile-'));
test.after(() => rmSync(folder, {recursive: true}));
const home = hostileHome();
test.after(() => home.remove());

const capture = join(folder, 'capture.pcapng');
writeFileSync(capture, hostileFile());
const other = join(folder, `a\u{1B}]0;owned\u{7}\u{9B}2J\u{202E}gpj.pcapng`);
writeFileSync(other, hostileFile());
const STREAMS = 2 * TRICK_BYTES.length;

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

function start(args: string, environment: Readonly<Record<string, string>> = home.environment): TestTerminal {
	return new TestTerminal(`${quoted(process.execPath)} ${quoted(PROGRAM)} ${args}`, {
		columns: 180,
		rows: 50,
		environment,
	});
}

function assertHarmless(output: string): void {
	assert.equal(foreignOutput(output), undefined);
	// A mark that the packet has put on a letter of its own may stay there.
	for (const trick of TRICKS.filter(each => !/^\p{M}/u.test(each))) {
		if (!/^[\p{L}\p{Emoji}\p{Extended_Pictographic} ]*$/u.test(trick))
			assert.ok(!output.includes(trick), JSON.stringify(trick));
	}
}

/** Exit status of a program that SIGTERM ended, and nothing before. */
const SIGTERM_STATUS = 143;

/** Milliseconds in which a key is drawn, mostly; it need not be. */
const A_MOMENT = 100;

/** Keys that lead over all screens, prompts and pickers, each with what is there then, if it is known. */
const WALK: readonly (readonly [keys: string, shown: string | RegExp])[] = [
	['?', 'keys of'],
	['q', `1/${STREAMS}`],
	['b', /owned/],
	['jjjjjjjjjjjjjjjjjjjjjjjj', ''],
	['q', `1/${STREAMS}`],
	['c', /column/i],
	['jjjjjjj', ''],
	['\u{1B}', `1/${STREAMS}`],
	['f', /any|all/],
	['\u{1B}', `1/${STREAMS}`],
	['t', ''],
	['t', ''],
	['t', ''],
	['t', ''],
	['o', /overview|endings|Endings/],
	['jjjj', ''],
	['\tjjjj', ''],
	['cjjj', ''],
	['q', 'tcpwhy'],
	[':', /^:/],
	['\u{1B}[A\u{1B}[A\u{1B}[A\u{1B}[A', /columns/],
	['\u{15}columns \u{1B}]0;x\u{7}\r', ''],
	['\u{1B}', 'tcpwhy'],
	['/', /^filter: /],
	['\u{1B}[A\u{1B}[A\u{1B}[A\u{1B}[A\u{1B}[A', /frame contains/],
	['\u{15}tls.handshake.extensions_server_name == ', /extensions_server_name ==/],
	['\t', ''],
	['\u{1B}', ''],
	['\u{1B}', /no filter|^filter /],
	['G\r', /^stream/],
	['e', ''],
	['e', ''],
	['d', /── frame \d/],
	['d', ''],
	['r', 'what was said'],
	['/owned\r', ''],
	['x', ''],
	['r', /^stream/],
	['v', ''],
	['1', ''],
	['2', ''],
	['3', ''],
	['4', ''],
	['q', /^stream/],
	['K', ''],
	['q', /^stream/],
	['q', 'tcpwhy'],
];

test("nothing hostile reaches the terminal from a capture, the user's files or the environment, on any screen", async () => {
	const terminal = start(`--names ${quoted(capture)} ${quoted(other)}`);
	try {
		await terminal.until(`1/${STREAMS}`);
		for (const [keys, shown] of WALK) {
			terminal.send(keys);
			if (shown === '') await sleep(A_MOMENT);
			else await terminal.until(shown);
		}
		terminal.signal('SIGTERM');
		assert.equal(await terminal.exited, SIGTERM_STATUS);
		assertHarmless(terminal.output);
		assert.match(terminal.output, /\\x1b\]0;owned/);
	} finally {
		await terminal.close();
	}
});

const REDRAW = '\u{C}';

for (const seed of [1, 2])
	test(`nor does it when keys come at random (seed ${seed})`, async () => {
		const terminal = start(`--mouse ${quoted(capture)} ${quoted(other)}`);
		try {
			await terminal.until(`1/${STREAMS}`);
			let done = 0;
			for (const deed of deeds(seed, 300)) {
				// To draw all again the screen is cleared: a sequence of ours that would hide one of a capture.
				if ('keys' in deed && deed.keys !== REDRAW) terminal.send(deed.keys);
				if (++done % 3 === 0) await sleep(20);
			}
			await terminal.settled();
			terminal.signal('SIGTERM');
			assert.equal(await terminal.exited, SIGTERM_STATUS);
			assertHarmless(terminal.output);
		} finally {
			await terminal.close();
		}
	});

/** A tcpdump of a name that is found first: says hostile things on standard error, sends a capture if it has one. */
function fakeTcpdump(name: string, sends: string): Readonly<Record<string, string>> {
	const place = mkdtempSync(join(folder, name));
	writeFileSync(join(place, 'words'), TRICKS.map(trick => `tcpdump: ${trick.replaceAll('\n', ' ')}\n`).join(''));
	const script = `#!/bin/sh\ncat '${join(place, 'words')}' >&2\n${sends}\n`;
	writeFileSync(join(place, 'tcpdump'), script);
	chmodSync(join(place, 'tcpdump'), 0o755);
	return {...home.environment, PATH: `${place}:${process.env['PATH']}`};
}

test('what tcpdump says is shown harmlessly, with and without a screen', async () => {
	const failing = fakeTcpdump('fails-', 'exit 1');
	const {status, stderr} = run(['-i', 'eth\u{1B}[2J', '--report'], '', failing);
	assert.equal(status, 1);
	assertHarmless(stderr);
	const running = fakeTcpdump('runs-', `cat '${capture}'; sleep 1; cat '${join(folder, 'none')}'`);
	for (const [environment, shown] of [
		[failing, 'tcpdump could not capture'],
		[running, `1/${STREAMS}`],
	] as const) {
		const terminal = start(`-i ${quoted('eth\u{1B}]0;owned\u{7}')}`, environment);
		try {
			await terminal.until(shown);
			await terminal.settled();
			terminal.signal('SIGTERM');
			assert.equal(await terminal.exited, SIGTERM_STATUS);
			assertHarmless(terminal.output);
		} finally {
			await terminal.close();
		}
	}
});

test('ladders of hostile connections are harmless in every format, as are fields and filters of them', () => {
	for (const format of ['text', 'markdown', 'svg', 'mermaid'])
		for (const stream of [0, 1, 17]) {
			const {status, stdout, stderr} = run([`--ladder=${format}`, '-s', String(stream), capture], '', home.environment);
			assert.equal(status, 0, stderr);
			assertHarmless(stdout);
			assertHarmless(stderr);
		}
});

test('a terminal of a hostile name, and hostile file names in the environment, are told of harmlessly', () => {
	for (const environment of [
		{TERM: TRICKS[0]!},
		{...home.environment, TERM: TRICKS[9]!, LC_ALL: TRICKS[3]!},
		{...home.environment, NO_COLOR: TRICKS[2]!, COLUMNS: TRICKS[1]!},
	]) {
		const {stdout, stderr} = run(['--report', capture], '', environment);
		assertHarmless(stdout);
		assertHarmless(stderr);
	}
	const {stderr} = run(['--report', capture], '', home.environment);
	assert.match(stderr, /config\.toml:\d+: /);
});
