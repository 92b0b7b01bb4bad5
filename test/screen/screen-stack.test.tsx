import assert from 'node:assert/strict';
import test from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import {EarlyKeys} from '../../source/screen/keys/early-keys.ts';
import type {ScreenState} from '../../source/screen/screen.ts';
import type {ScreenStack} from '../../source/screen/screen-stack.ts';
import type {FilterCheck} from '../../source/session/session.ts';
import {FakeSession} from '../support/captures/fake-session.ts';
import {IDLE_CLIENT, mixedSession, TLS_ALERT} from '../support/frames/fake-captures.ts';
import {show, stackOf} from '../support/terminal/screen-under-test.tsx';

/** What the prompt holds; undefined while another screen is on top. */
function promptText({top}: ScreenStack): string | undefined {
	return top.kind === 'filter-prompt' ? top.text : undefined;
}

/** Kind of the topmost screen. */
function kindOf({top}: ScreenStack): ScreenState['kind'] {
	return top.kind;
}

/** Longer than the pause in typing after which a filter is tried. */
const PAUSE = 150;

function filtering(): FakeSession {
	const session = mixedSession(30);
	session.answerFilter = (expression): FilterCheck | readonly number[] => {
		if (expression.endsWith('==')) {
			return {
				ok: false,
				problems: [{from: expression.length, to: expression.length, message: 'a value is missing', incomplete: true}],
			};
		}
		if (expression.includes('bad')) return {ok: false, problems: [{from: 0, to: 3, message: 'no such field'}]};
		return [3, 6, 9];
	};
	return session;
}

test('a filter is tried when typing pauses, not at every key', async () => {
	const session = filtering();
	const {stack} = stackOf(session);
	stack.press(['/', ...'tcp']);
	assert.deepEqual(session.filters, []);
	await pause(PAUSE);
	assert.deepEqual(session.filters, ['tcp']);
	assert.equal(session.view.count, 3);
	stack.dispose();
});

test('a wrong filter leaves the list alone and says why', async () => {
	const session = filtering();
	const {stack} = stackOf(session);
	stack.press(['/', ...'tcp', 'enter']);
	assert.equal(kindOf(stack), 'streams');
	stack.press(['/', 'ctrl-u', ...'bad', 'enter']);
	assert.equal(kindOf(stack), 'filter-prompt', 'Enter does not keep what is wrong');
	assert.equal(session.view.filter?.expression, 'tcp');
	stack.press(['escape']);
	assert.equal(kindOf(stack), 'streams');
	assert.equal(session.view.filter?.expression, 'tcp');
	stack.dispose();
});

test('Esc in the prompt leaves the last good filter in force, ^C returns to the one from before', async () => {
	const session = filtering();
	const {stack} = stackOf(session);
	stack.press(['/', ...'one', 'enter', '/', ...'two']);
	await pause(PAUSE);
	assert.equal(session.view.filter?.expression, 'onetwo');
	stack.press([...'bad', 'escape']);
	assert.equal(session.view.filter?.expression, 'onetwo');
	await pause(PAUSE);
	assert.equal(session.view.filter?.expression, 'onetwo', 'no late check comes behind');
	stack.press(['/', ...'x', 'escape']);
	assert.equal(session.view.filter?.expression, 'onetwox', 'what was typed last counts without a pause, too');
	stack.press(['/', ...'three']);
	await pause(PAUSE);
	stack.press(['ctrl-c']);
	assert.equal(session.view.filter?.expression, 'onetwox');
	stack.dispose();
});

test('kept filters are in the history of the prompt', () => {
	const {stack} = stackOf(filtering());
	stack.press(['/', ...'one', 'enter', '/', 'ctrl-u', ...'two', 'enter', '/', 'up', 'up']);
	assert.equal(promptText(stack), 'one');
	stack.dispose();
});

test('digits and q are text in the prompt', () => {
	const {stack, asked} = stackOf(filtering());
	stack.press(['/', ...'q 10?']);
	assert.equal(promptText(stack), 'q 10?');
	assert.deepEqual(asked, []);
	stack.dispose();
});

test('pasted text goes to the prompt, and nowhere else', () => {
	const {stack, asked} = stackOf(filtering());
	stack.paste('qqq');
	assert.deepEqual(asked, []);
	stack.press(['/']);
	stack.paste('tcp.port\n== 80');
	assert.equal(promptText(stack), 'tcp.port == 80');
	stack.dispose();
});

test('a bookmark filters by its number, or can be edited before', () => {
	const session = filtering();
	const {stack} = stackOf(session);
	stack.press(['b', '7']);
	assert.equal(session.view.filter?.expression, 'tls.record.content_type == 21');
	assert.equal(kindOf(stack), 'streams');
	stack.press(['b', 'j', 'e']);
	assert.equal(promptText(stack), 'tcp.analysis.zero_window || tcp.analysis.window_full');
	stack.press(['escape']);
	assert.equal(session.view.filter?.expression, 'tls.record.content_type == 21');
	stack.dispose();
});

test('the filter of the command line is in force, a wrong one opens the prompt', () => {
	const session = filtering();
	const {stack} = stackOf(session);
	stack.startFilter('tcp');
	assert.equal(session.view.filter?.expression, 'tcp');
	stack.dispose();
	const other = stackOf(filtering()).stack;
	other.startFilter('bad');
	assert.ok(other.top.kind === 'filter-prompt' && other.top.check?.ok === false);
	other.dispose();
});

test('q closes a view and quits on the list, Q quits from anywhere, Esc never does', () => {
	const {stack, asked} = stackOf(mixedSession(3));
	stack.press(['enter', '?', 'q', 'q']);
	assert.equal(kindOf(stack), 'streams');
	stack.press(['escape', 'escape']);
	assert.deepEqual(asked, []);
	stack.press(['enter', 'Q']);
	assert.deepEqual(asked, ['quit']);
	stack.dispose();
	const again = stackOf(mixedSession(3));
	again.stack.press(['q']);
	assert.deepEqual(again.asked, ['closed']);
	again.stack.dispose();
});

test('redrawing and suspending are left to the owner of the terminal', () => {
	const {stack, asked} = stackOf(mixedSession(3));
	stack.press(['ctrl-l', 'ctrl-z', 'enter', 'ctrl-l', 'ctrl-c']);
	assert.deepEqual(asked, ['redraw', 'suspend', 'redraw', 'quit']);
	stack.dispose();
});

test('the list is where the ladder went to when it closes', () => {
	const {stack} = stackOf(mixedSession(9));
	stack.press(['enter', ')', ')', ')', 'escape']);
	assert.ok(stack.top.kind === 'streams' && stack.top.selected === 3);
	stack.dispose();
});

test('the prompt lies over the foot of the screen, with its own keys below', async () => {
	const screen = show(filtering());
	await screen.type('/tcp.prt bad');
	await pause(PAUSE);
	await screen.type('\u{1B}[D');
	const lines = screen.lines();
	assert.equal(lines.length, 24);
	assert.match(lines[20]!, /^filter: tcp\.prt bad$/);
	assert.match(lines[21]!, /^ {8}▲▲▲$/);
	assert.match(lines[22]!, /^no such field$/);
	assert.match(lines[23]!, /^Enter keep {2}Esc back/);
	await screen.type('\u{1B}');
	assert.match(screen.lines()[23]!, /^Enter ladder/);
	screen.close();
});

test('help shows the keys of the screen it was asked on', async () => {
	const screen = show(mixedSession(3), {rows: 60});
	await screen.type('?');
	assert.ok(screen.lines().some(line => /keys of: Stream list/.test(line)));
	assert.ok(screen.lines().some(line => /^ R {2}z {2}Z +reverse the order$/.test(line)));
	await screen.type('\u{1B}');
	await screen.type('\r?');
	assert.ok(screen.lines().some(line => /^ gr +first RST$/.test(line)));
	screen.close();
});

/** A capture of which nothing has been read yet, and what makes its first streams appear. */
function reading() {
	const session = new FakeSession();
	session.progress = {...session.progress, phase: 'loading'};
	const appear = () => {
		session.add(IDLE_CLIENT).add(TLS_ALERT);
		session.notify();
	};
	return {session, appear};
}

test('keys typed before the first streams are read are done in their order once there are some', () => {
	const {session, appear} = reading();
	const {stack} = stackOf(session);
	stack.press(['j', 'enter', 'e']);
	assert.equal(kindOf(stack), 'streams');
	appear();
	assert.equal(kindOf(stack), 'ladder');
	assert.equal(stack.top.kind === 'ladder' && stack.top.stream, 1);
	assert.equal(stack.top.kind === 'ladder' && stack.top.pane, 'verdict');
	stack.dispose();
});

test('what needs no stream is done at once, and leaving and Esc wait for nothing', () => {
	const {session, appear} = reading();
	const {stack, asked} = stackOf(session);
	stack.press(['?']);
	assert.equal(kindOf(stack), 'help');
	stack.press(['escape', 'enter', 'escape']);
	appear();
	assert.equal(kindOf(stack), 'streams', 'Esc gave up what waited');
	stack.dispose();
	const other = stackOf(reading().session);
	other.stack.press(['enter', 'Q']);
	assert.deepEqual([asked, other.asked], [[], ['quit']]);
	other.stack.dispose();
});

test('keys do not wait for a capture that brings nothing', {timeout: 30_000}, async () => {
	const {stack} = stackOf(reading().session);
	stack.press(['j', '?']);
	assert.equal(kindOf(stack), 'streams');
	while (kindOf(stack) === 'streams') await pause(PAUSE);
	assert.equal(kindOf(stack), 'help');
	stack.dispose();
});

test('a key that would wait too long is answered', () => {
	const keys = new EarlyKeys(0);
	assert.ok(keys.hold({action: 'open'}, 500));
	assert.ok(keys.takes('e'));
	assert.deepEqual(keys.release(), {command: {action: 'open'}, keys: ['e']});
	assert.ok(!keys.takes('e'));
	assert.ok(!keys.hold({action: 'open'}, 60_000));
});
