import assert from 'node:assert/strict';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'node:test';
import {gzipSync} from 'node:zlib';
import {PROGRAM} from '../support/terminal/program.ts';
import {TestTerminal} from '../support/terminal/terminal.ts';
import {hostileFile, withGzipName} from './hostile-file.ts';
import {foreignOutput} from './terminal-output.ts';
import {TRICK_BYTES, TRICKS} from './tricks.ts';

const folder = mkdtempSync(join(tmpdir(), 'tcpwhy-hostile-'));
test.after(() => rmSync(folder, {recursive: true}));

/** A file with such a name: no folder, no zero byte. */
function fileNamed(name: string, bytes: Uint8Array): string {
	const path = join(folder, name.replace(/[/\0]/g, '_'));
	writeFileSync(path, bytes);
	return path;
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

function start(path: string, args = ''): TestTerminal {
	return new TestTerminal(`${quoted(process.execPath)} ${quoted(PROGRAM)} ${args} ${quoted(path)}`, {
		columns: 160,
		rows: 50,
	});
}

async function leave(terminal: TestTerminal): Promise<void> {
	terminal.send('Q');
	await terminal.exited;
	assert.equal(foreignOutput(terminal.output), undefined);
	assert.equal(terminal.output.split('\u{1B}[?1049').length, 3, 'the alternate screen is entered and left once');
	// A mark that the packet has put on a letter of its own may stay there.
	for (const trick of TRICKS.filter(each => !/^\p{M}/u.test(each)))
		assert.ok(!terminal.output.includes(trick), JSON.stringify(trick));
}

test('what is checked is strict: nothing but the known sequences and visible text passes', () => {
	const known = '\u{1B}[?1049lleave';
	assert.equal(foreignOutput('\u{1B}[?1049h\u{1B}[1;31mé 例 │\u{1B}[0m\r\n\u{1B}[2A\u{1B}[K'), undefined);
	for (const trick of TRICKS) {
		if (trick !== known && !/^[\p{RI}\p{L}\p{M}\p{Emoji} ]*$/u.test(trick))
			assert.notEqual(foreignOutput(`text ${trick} text`), undefined, JSON.stringify(trick));
	}
});

/** Keys that go over everything that shows text of a packet, each with what the screen says then. */
const WALK: readonly (readonly [keys: string, shown: string | RegExp])[] = [
	['\r', /1\/\d/],
	['d', /── frame \d/],
	['j', '2/'],
	['j', '3/'],
	['j', '4/'],
	['\tG', /── frame \d/],
	['\t', /── frame \d/],
	['j', '5/'],
	['d', '5/'],
	['r', 'what was said'],
	['x', '00000000'],
	['r', '5/'],
	['q', 'tcpwhy'],
];

test('no text of a capture reaches the terminal as it is: list, ladder, details, bytes, what was said', async () => {
	const terminal = start(fileNamed('capture.pcapng', hostileFile()), '--names');
	try {
		await terminal.until(/10\.9\.0\.3/);
		terminal.send('G');
		for (let stream = 0; stream < 2 * TRICK_BYTES.length; stream += 5) {
			for (const [keys, shown] of WALK) {
				terminal.send(keys);
				await terminal.until(shown);
			}
			terminal.send('kkkkk');
		}
		assert.ok(terminal.output.includes('\\x1b]0;owned'), 'tricks are shown as what they are');
		await leave(terminal);
	} finally {
		await terminal.close();
	}
});

for (let first = 0; first < TRICKS.length; first += 4)
	test(`files are opened and named safely, whatever they are called (from trick ${first} on)`, async () => {
		const name = TRICKS.slice(first, first + 4)
			.join('')
			.slice(0, 80);
		const packed = withGzipName(gzipSync(hostileFile()), new TextEncoder().encode(name));
		const terminal = start(fileNamed(`${name}.gz`, packed));
		try {
			await terminal.until(/10\.9\.0\.3/);
			await leave(terminal);
		} finally {
			await terminal.close();
		}
	});

test('a file that is no capture is named safely, too', async () => {
	const terminal = start(fileNamed(`x${TRICKS.join('').slice(0, 60)}`, new TextEncoder().encode(TRICKS.join(''))));
	try {
		await terminal.until(/could not be read|not a capture/);
		await leave(terminal);
	} finally {
		await terminal.close();
	}
});

test('a filter that is pasted is drawn safely', async () => {
	const terminal = start(fileNamed('capture.pcapng', hostileFile()));
	try {
		await terminal.until(/10\.9\.0\.3/);
		terminal.send('/');
		terminal.send(`\u{1B}[200~frame contains "\u{202E}\u{9B}31m${'e\u{301}\u{301}\u{301}\u{301}'}"\u{1B}[201~`);
		await terminal.until('frame contains');
		terminal.send('\r\u{1B}');
		await terminal.until('tcpwhy');
		terminal.send('\u{1B}');
		await terminal.until(/10\.9\.0\.3/);
		await leave(terminal);
	} finally {
		await terminal.close();
	}
});
