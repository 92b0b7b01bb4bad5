import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import {type TerminalOptions, TestTerminal} from '../support/terminal/terminal.ts';

/** The screen over a fake session, in a terminal of its own. */
function open(session: string, flags = '', options: TerminalOptions = {}): TestTerminal {
	const demo = path.join(import.meta.dirname, 'demo.tsx');
	return new TestTerminal(`'${process.execPath}' --import tsx '${demo}' ${session} ${flags}`, options);
}

/** The terminal is as a shell wants it: no alternate screen, a cursor, no bracketed paste. */
function assertRestored(terminal: TestTerminal): void {
	assert.equal(terminal.isAlternate, false);
	const last = (on: string, off: string) => terminal.output.lastIndexOf(off) > terminal.output.lastIndexOf(on);
	assert.ok(last('\u{1B}[?25l', '\u{1B}[?25h'), 'the cursor is shown');
	assert.ok(last('\u{1B}[?2004h', '\u{1B}[?2004l'), 'pasting is as before');
}

test('a journey through list, ladder and help ends with the terminal as it was', async () => {
	const terminal = open('many', '', {columns: 80, rows: 24});
	await terminal.until(/^▸ +0 .*idle-client-reset$/);
	assert.equal(terminal.isAlternate, true);
	terminal.send('2j\r');
	await terminal.until(/^stream 2 /);
	terminal.send('gf');
	await terminal.until(/ 6\/8$/);
	terminal.send('?');
	await terminal.until('keys of: Ladder');
	terminal.send('\u{1B}');
	await terminal.until(/^stream 2 /);
	terminal.send('q');
	await terminal.until(/^▸ +2 /);
	terminal.send('q');
	assert.equal(await terminal.exited, 0);
	assertRestored(terminal);
	await terminal.close();
});

test('the screen follows the size of the window', async () => {
	const terminal = open('many', '', {columns: 80, rows: 24});
	await terminal.until(/ 1\/250$/);
	for (const [columns, rows] of [
		[120, 40],
		[60, 12],
		[250, 50],
	] as const) {
		terminal.resize(columns, rows);
		await terminal.until(() => {
			const lines = terminal.lines();
			return lines[0]!.startsWith('tcpwhy') && lines[0]!.length === columns && lines[rows - 1]!.endsWith('1/250');
		});
	}
	terminal.send('Q');
	assert.equal(await terminal.exited, 0);
	await terminal.close();
});

test('a signal gives the terminal back', async () => {
	for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
		const terminal = open('few');
		await terminal.until('clean-close');
		terminal.signal(signal);
		await terminal.exited;
		assertRestored(terminal);
		await terminal.close();
	}
});

test('an error gives the terminal back and is told after it', async () => {
	const terminal = open('broken');
	await terminal.until('clean-close');
	terminal.send('\r');
	assert.equal(await terminal.exited, 1);
	assertRestored(terminal);
	assert.ok(terminal.shows('tcpwhy: internal error: the ladder broke'));
	await terminal.close();
});

test('a move of the cursor writes little, at 200 by 50 over a million streams', async () => {
	const terminal = open('huge', '', {columns: 200, rows: 50});
	await terminal.until(/ 1\/1,000,000$/);
	for (let move = 2; move < 12; move++) {
		const before = terminal.written;
		terminal.send('j');
		await terminal.until(new RegExp(` ${move}/1,000,000$`));
		const bytes = terminal.written - before;
		assert.ok(bytes <= 1500, `${bytes} bytes`);
	}
	terminal.send('Q');
	await terminal.exited;
	await terminal.close();
});

test('without colour no colour is sent, in the C locale nothing but ASCII', async () => {
	const terminal = open('few', '', {environment: {NO_COLOR: '1', LC_ALL: 'C'}});
	await terminal.until('clean-close');
	terminal.send('\r');
	await terminal.until(/SYN -+>\|/);
	terminal.send('Q');
	await terminal.exited;
	assert.doesNotMatch(terminal.output, /\u{1B}\[(\d+;)*(3[0-7]|9[0-7])m/u);
	assert.doesNotMatch(terminal.output, /[^\x00-\x7f]/);
	await terminal.close();
});
