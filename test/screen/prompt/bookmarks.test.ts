import assert from 'node:assert/strict';
import test from 'node:test';
import {BOOKMARKS} from '../../../source/screen/filter/bookmarks.ts';
import {sessionMemory} from '../../../source/screen/memory/user-memory.ts';
import type {ScreenStack} from '../../../source/screen/screen-stack.ts';
import {check, defineMacros} from '../../../source/session/compile-filter.ts';
import type {FakeSession} from '../../support/captures/fake-session.ts';
import {mixedSession} from '../../support/frames/fake-captures.ts';
import {stackOf} from '../../support/terminal/screen-under-test.tsx';

function exploring() {
	const session: FakeSession = mixedSession(30);
	session.answerFilter = expression => {
		const result = check(expression);
		return result.ok ? [3, 6, 9] : result;
	};
	const memory = sessionMemory();
	return {session, memory, ...stackOf(session, undefined, undefined, memory)};
}

const messageOf = (stack: ScreenStack) => stack.footer().message?.text;

test('each bookmark that ships is a good filter', () => {
	for (const {name, filter} of BOOKMARKS) assert.equal(check(filter).ok, true, name);
});

test('the setup and teardown of one port: p, the port, Enter', () => {
	const {session, stack} = exploring();
	stack.press(['b', 'p', ...'4333', 'enter']);
	assert.equal(
		session.view.filter?.expression,
		'(tcp.flags.fin == 1 || tcp.flags.reset == 1 || tcp.flags.syn == 1) && tcp.port == 4333',
	);
	assert.equal(stack.top.kind, 'streams');
	stack.dispose();
});

test('what is no port is asked for again', () => {
	const {session, stack} = exploring();
	stack.press(['b', 'p', ...'70000', 'enter']);
	assert.equal(stack.top.kind, 'ask');
	assert.match(messageOf(stack)!, /0 to 65535/);
	stack.press(['escape']);
	assert.equal(stack.top.kind, 'bookmarks');
	assert.equal(session.view.filter, undefined);
	stack.dispose();
});

test('the filter in force is bookmarked, renamed, used and deleted', () => {
	const {session, stack, memory} = exploring();
	stack.press(['/', ...'tcp.port == 4333', 'enter', 'b', 'a', ...'mine', 'enter']);
	assert.deepEqual(memory.bookmarks.filters, [{name: 'mine', filter: 'tcp.port == 4333'}]);
	assert.equal(stack.top.kind, 'bookmarks', 'the list stays to show it');
	stack.press(['r', 'ctrl-u', ...'ours', 'enter']);
	assert.deepEqual(memory.bookmarks.filters, [{name: 'ours', filter: 'tcp.port == 4333'}]);
	stack.press(['escape', 'escape', 'b', '8']);
	assert.equal(session.view.filter?.expression, 'tcp.port == 4333');
	stack.press(['b', ...Array<string>(7).fill('j'), 'd', 'd']);
	assert.deepEqual(memory.bookmarks.filters, []);
	stack.dispose();
});

test('what ships can neither be renamed nor deleted', () => {
	const {stack, memory} = exploring();
	for (const keys of [['r'], ['d', 'd']]) {
		stack.press(['b', ...keys]);
		assert.equal(stack.top.kind, 'bookmarks');
		assert.match(messageOf(stack)!, /always ships/);
		stack.press(['escape']);
	}
	assert.deepEqual(memory.bookmarks.filters, []);
	stack.dispose();
});

test('a macro is made, called, changed, renamed and deleted where the bookmarks are', () => {
	const {session, stack, memory} = exploring();
	try {
		stack.press(['b', 'G', 'a', ...'no name', 'enter']);
		assert.match(messageOf(stack)!, /letters, digits/);
		stack.press(['ctrl-u', ...'tcp.port', 'enter']);
		assert.match(messageOf(stack)!, /value of a field already/);
		stack.press(['ctrl-u', ...'of_port', 'enter', ...'tcp.port == $1', 'enter']);
		assert.deepEqual(memory.macros.filters, [{name: 'of_port', filter: 'tcp.port == $1'}]);
		stack.press(['enter']);
		assert.ok(stack.top.kind === 'filter-prompt' && stack.top.text === `$\{of_port:`, 'its argument is wanted');
		stack.press([...'4333}', 'enter']);
		assert.equal(session.view.filter?.expression, `$\{of_port:4333}`);
		stack.press(['b', 'G', 'e', 'ctrl-u', ...'tcp.port == 80', 'enter', 'r', 'ctrl-u', ...'web', 'enter', 'enter']);
		assert.deepEqual(memory.macros.filters, [{name: 'web', filter: 'tcp.port == 80'}]);
		assert.equal(session.view.filter?.expression, `$\{web}`, 'it takes no arguments');
		stack.press(['b', 'G', 'd', 'd']);
		assert.deepEqual(memory.macros.filters, []);
		assert.equal(check(`$\{web}`).ok, false);
	} finally {
		defineMacros([]);
		stack.dispose();
	}
});

test('macros that ship stay as they are, and a new one may begin as the filter in force', () => {
	const {stack, memory} = exploring();
	try {
		stack.press(['/', ...'tcp.port == 80', 'enter', 'b', 'G']);
		for (const keys of [['r'], ['d', 'd'], ['e']]) {
			stack.press(keys);
			assert.match(messageOf(stack)!, /macro always ships/);
		}
		stack.press(['a', ...'web', 'enter', 'enter', 'a', ...'web', 'enter']);
		assert.match(messageOf(stack)!, /a macro web already/);
		assert.deepEqual(memory.macros.filters, [{name: 'web', filter: 'tcp.port == 80'}]);
	} finally {
		defineMacros([]);
		stack.dispose();
	}
});

test('a filter with macros is copied without them, and they keep together when something is added', () => {
	const {session, stack, asked} = exploring();
	try {
		defineMacros([{name: 'web', filter: 'tcp.port == 80 or tcp.port == 443'}]);
		stack.press(['/', ...`$\{web}`, 'enter', 'y', 'y']);
		assert.deepEqual(asked, ['copy tcp.port == 80 or tcp.port == 443']);
		stack.press(['enter', 'enter', 'j', '+']);
		assert.match(session.view.filter!.expression, /^\(\$\{web\}\) && /);
	} finally {
		defineMacros([]);
		stack.dispose();
	}
});

test('without a filter there is nothing to bookmark, and a filter is bookmarked once', () => {
	const {stack} = exploring();
	stack.press(['b', 'a']);
	assert.match(messageOf(stack)!, /no filter is in force/);
	stack.press(['7', 'b', 'a']);
	assert.match(messageOf(stack)!, /bookmarked already: TLS alerts/);
	stack.dispose();
});

test('the value of a field filters, adds to the filter, or is excluded from it', () => {
	const {session, stack} = exploring();
	stack.press(['enter', 'enter', 'j', '=']);
	const first = session.view.filter?.expression;
	assert.match(first!, /^[a-z.]+ == \S+$/);
	stack.press(['j', '-']);
	assert.match(session.view.filter!.expression, new RegExp(`^${first!.replace('.', '\\.')} && not [a-z.]+ == \\S+$`));
	stack.press(['+']);
	assert.match(session.view.filter!.expression, /&& not .* && [a-z.]+ == \S+$/);
	assert.equal(stack.top.kind, 'ladder', 'the ladder stays, and marks the packets that pass');
	stack.dispose();
});

test('the filter is copied as Wireshark takes it', () => {
	const {stack, asked} = exploring();
	stack.press(['/', ...'tls.content_type == 21', 'enter', 'y', 'y', 'y', 't']);
	assert.deepEqual(asked, [
		'copy tls.record.content_type == 21',
		"copy tshark -n -r fake.pcap -Y 'tls.record.content_type == 21'",
	]);
	stack.dispose();
});

test('a filter that Wireshark does not have is copied as the streams that pass', () => {
	const {stack, asked} = exploring();
	stack.press(['/', ...'conn.client.port > 1', 'enter', 'y', 'y']);
	assert.deepEqual(asked, ['copy tcp.stream in {3, 6, 9}']);
	stack.dispose();
});

test('on a ladder without a filter the stream is copied', () => {
	const {stack, asked} = exploring();
	stack.press(['j', 'j', 'enter', 'y', 'y']);
	assert.deepEqual(asked, ['copy tcp.stream == 2']);
	stack.dispose();
});

test('the selected stream stays selected when the filter changes', () => {
	const {session, stack} = exploring();
	stack.press(['6', 'j']);
	stack.press(['/', ...'tcp', 'enter']);
	assert.ok(stack.top.kind === 'streams');
	assert.equal(stack.top.selected, 6);
	assert.equal(session.view.indexOf(6), 1);
	stack.press(['escape']);
	assert.ok(stack.top.kind === 'streams' && stack.top.selected === 6);
	stack.dispose();
});
