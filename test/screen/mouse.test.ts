import assert from 'node:assert/strict';
import test from 'node:test';
import {KEEP_MOUSE, MouseReports, REPORT_MOUSE} from '../../source/screen/mouse/mouse-events.ts';
import {mixedSession} from '../support/frames/fake-captures.ts';
import {explore} from '../support/terminal/journey.ts';
import {show, stackOf} from '../support/terminal/screen-under-test.tsx';
import type {TestTerminal} from '../support/terminal/terminal.ts';

/** What a terminal sends in SGR form: button, then column and row from 1; `M` pressed, `m` let go. */
const report = (button: number, row: number, end = 'M') => `\u{1B}[<${button};10;${row}${end}`;

test('presses and the wheel are read from SGR reports, also with a modifier held', () => {
	const reports = new MouseReports();
	assert.deepEqual(reports.events('\u{1B}[<0;10;5M\u{1B}[<0;10;5m\u{1B}[<64;1;1M\u{1B}[<65;200;50M\u{1B}[<20;3;4M'), [
		{kind: 'press', column: 9, row: 4},
		{kind: 'wheel-up', column: 0, row: 0},
		{kind: 'wheel-down', column: 199, row: 49},
		{kind: 'press', column: 2, row: 3},
	]);
	assert.deepEqual(reports.events('jk\u{1B}[A\u{1B}[<1;1;1M\u{1B}[<2;1;1M\u{1B}[<35;1;1M'), [], 'nothing else counts');
});

test('a report that arrives in pieces is one, wherever it is cut', () => {
	const whole = report(0, 7);
	for (let cut = 1; cut < whole.length; cut++) {
		const reports = new MouseReports();
		assert.deepEqual(reports.events(whole.slice(0, cut)), []);
		assert.deepEqual(reports.events(whole.slice(cut)), [{kind: 'press', column: 9, row: 6}], `cut at ${cut}`);
	}
});

test('the wheel moves the cursor, a click puts it on a row, a second click opens that', () => {
	const {stack} = stackOf(mixedSession(30));
	const at = () => (stack.top.kind === 'streams' ? (stack.top.selected ?? 0) : -1);
	stack.mouse({kind: 'wheel-down', column: 5, row: 10});
	assert.equal(at(), 3);
	stack.mouse({kind: 'wheel-up', column: 5, row: 10});
	assert.equal(at(), 0);
	// Title, status and headings are the three rows above the first stream.
	stack.mouse({kind: 'press', column: 5, row: 3 + 6});
	assert.equal(at(), 6);
	stack.mouse({kind: 'press', column: 5, row: 1});
	assert.equal(at(), 6);
	stack.mouse({kind: 'press', column: 5, row: 3 + 6});
	assert.equal(stack.top.kind === 'ladder' && stack.top.stream, 6);
	stack.dispose();
});

/** Clicks on a text of a row of the screen that is drawn. */
function clickOn(screen: ReturnType<typeof show>, row: number, text: string): void {
	const column = screen.lines()[row]!.indexOf(text);
	assert.ok(column >= 0, `${text} in ${screen.lines()[row]}`);
	screen.stack.mouse({kind: 'press', column, row});
}

const HEADINGS = 2;

test('a click on a heading sorts by its column, and again the other way round', async () => {
	const screen = show(mixedSession(30));
	for (const [heading, sorted] of [
		['Duration', 'Duration▾'],
		['Duration', 'Duration▴'],
		['Client', '▴Client'],
		['Ending', 'Ending▴'],
		['Ending', 'Ending▾'],
		['Stream', '▴Stream'],
	] as const) {
		clickOn(screen, HEADINGS, heading);
		await screen.type('');
		assert.ok(screen.lines()[HEADINGS]!.includes(sorted), `${sorted} in ${screen.lines()[HEADINGS]}`);
	}
	screen.close();
});

test('over groups too, by what their headings say', async () => {
	const session = mixedSession(30);
	const screen = show(session);
	await screen.type('t');
	const sizes = () => Array.from({length: session.view.groups!.count}, (_, group) => session.view.groups!.size(group));
	for (const [heading, sorted] of [
		['Streams', '▴Streams'],
		['Streams', '▾Streams'],
		['Abnormal', '▾Abnormal'],
		['Abnormal', '▴Abnormal'],
		['Bytes', '▾Bytes'],
		['Verdict', 'Verdict▴'],
	] as const) {
		clickOn(screen, HEADINGS, heading);
		await screen.type('');
		assert.ok(screen.lines()[HEADINGS]!.includes(sorted), `${sorted} in ${screen.lines()[HEADINGS]}`);
		if (heading !== 'Streams') continue;
		assert.deepEqual(
			sizes(),
			sizes().toSorted((a, b) => (sorted.startsWith('▾') ? b - a : a - b)),
		);
	}
	// Of an open group, streams are in sight, whose headings are their columns'.
	await screen.type('\r');
	clickOn(screen, HEADINGS, 'Duration');
	await screen.type('');
	assert.match(screen.lines()[HEADINGS]!, /Duration▾/);
	screen.close();
});

test('a click on a hint of the last row does what its key does', async () => {
	const session = mixedSession(30);
	const screen = show(session);
	const footer = screen.lines().length - 1;
	clickOn(screen, footer, 'ladder');
	await screen.type('');
	assert.match(screen.lines()[0]!, /^stream 0 /);
	clickOn(screen, footer, 'close');
	await screen.type('');
	// Two keys of one hint, each by its own character; the blanks between hints are nothing.
	clickOn(screen, footer, '> sort');
	await screen.type('');
	assert.match(screen.lines()[HEADINGS]!, /▴Start/);
	clickOn(screen, footer, '<> sort');
	await screen.type('');
	assert.match(screen.lines()[HEADINGS]!, /▴Stream/);
	const grouping = () => session.view.groups?.by;
	clickOn(screen, footer, '  t group');
	assert.equal(grouping(), undefined);
	clickOn(screen, footer, 'group');
	assert.equal(grouping(), 'verdict');
	screen.close();
});

test('a click on the ladder selects the packet of that row', () => {
	const {stack} = stackOf(mixedSession(30));
	stack.press(['enter']);
	stack.mouse({kind: 'press', column: 20, row: 4});
	const index = stack.top.kind === 'ladder' ? stack.top.index : -1;
	assert.ok(index > 0);
	stack.mouse({kind: 'press', column: 20, row: 0});
	assert.equal(stack.top.kind === 'ladder' && stack.top.index, index, 'the title is no packet');
	stack.dispose();
});

test('a click above a prompt changes nothing', () => {
	const {stack} = stackOf(mixedSession(30));
	stack.press(['/', 'x']);
	const before = stack.top;
	stack.mouse({kind: 'press', column: 5, row: 5});
	stack.mouse({kind: 'wheel-down', column: 5, row: 5});
	assert.deepEqual(stack.top, before);
	stack.dispose();
});

/** The terminal's mouse is its own again. */
function assertKept({output}: TestTerminal): void {
	assert.ok(output.includes(REPORT_MOUSE));
	assert.ok(output.lastIndexOf(KEEP_MOUSE) > output.lastIndexOf(REPORT_MOUSE));
}

test('the mouse works in a terminal, types nothing, and is given back', async () => {
	const terminal = explore('mixed.pcap', {columns: 100, rows: 30});
	await terminal.until(/ 1\/215$/);
	terminal.send(report(65, 10));
	await terminal.until(/ 4\/215$/);
	terminal.send(report(0, 4 + 9) + report(0, 4 + 9, 'm'));
	await terminal.until(/ 10\/215$/);
	terminal.send('/');
	await terminal.until('filter: ');
	terminal.send(`tcp${report(0, 5)}${report(0, 5, 'm')}${report(64, 5)}.po`);
	await terminal.until(/filter: tcp\.po/);
	terminal.send('\u{3}');
	await terminal.until(/ 10\/215$/);
	terminal.send(':set nomouse\r');
	await terminal.until(() => terminal.output.endsWith(KEEP_MOUSE) || terminal.output.includes(KEEP_MOUSE));
	terminal.send(':set mouse\r');
	await terminal.until(() => terminal.output.split(REPORT_MOUSE).length === 3);
	terminal.send('Q');
	assert.equal(await terminal.exited, 0);
	assertKept(terminal);
	await terminal.close();
});

test('a signal gives the mouse back', async () => {
	for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
		const terminal = explore('refused.pcap');
		await terminal.until('10.1.0.2:60990');
		terminal.signal(signal);
		await terminal.exited;
		assertKept(terminal);
		await terminal.close();
	}
});

test('with --no-mouse nothing is asked of the terminal', async () => {
	const terminal = explore('refused.pcap', {args: '--no-mouse'});
	await terminal.until('10.1.0.2:60990');
	terminal.send('Q');
	await terminal.exited;
	assert.ok(!terminal.output.includes('\u{1B}[?1000h'));
	await terminal.close();
});
