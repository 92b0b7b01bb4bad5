import assert from 'node:assert/strict';
import test from 'node:test';
import {UNICODE} from '../../source/report/ladder/drawing.ts';
import {lineText} from '../../source/report/spans.ts';
import {COMMON_KEYS} from '../../source/screen/keys/common-keys.ts';
import {Keymap, type Rebinding} from '../../source/screen/keys/keymap.ts';
import {ScreenStack} from '../../source/screen/screen-stack.ts';
import {LIST_KEYS} from '../../source/screen/streams/list-keys.ts';
import {emptyLines} from '../../source/screen/streams/status-lines.ts';
import {STREAM_LIST} from '../../source/screen/streams/stream-list-state.ts';
import {FakeSession} from '../support/captures/fake-session.ts';
import {IDLE_CLIENT, mixedSession} from '../support/frames/fake-captures.ts';
import {PLAIN} from '../support/terminal/screen-under-test.tsx';

const REBINDINGS: readonly Rebinding[] = [
	{table: 'stream-list', action: 'open', keys: ['o'], line: 1},
	{table: 'ladder', action: 'next-event', keys: ['v', 'g n'], line: 2},
	{table: 'ladder', action: 'verdict', keys: ['V'], line: 3},
	{table: 'everywhere', action: 'suspend', keys: [], line: 4},
];

function stackWithKeys(problems: readonly string[] = []) {
	const asked: string[] = [];
	const host = {
		quit: (how: string) => asked.push(how),
		suspend: () => asked.push('suspend'),
		redraw() {},
		copy() {},
		restyle: () => PLAIN,
		reportMouse() {},
	};
	const preferences = {keymap: new Keymap(REBINDINGS), problems};
	const size = {columns: 100, rows: 24};
	const stack = new ScreenStack(mixedSession(3), PLAIN, size, host, [STREAM_LIST], undefined, preferences);
	return {stack, asked};
}

function ladderOf(stack: ScreenStack) {
	const {top} = stack;
	assert.equal(top.kind, 'ladder');
	return top.kind === 'ladder' ? top : assert.fail();
}

test('an action has the keys that the user gave it, and no longer those that it had', () => {
	const {stack} = stackWithKeys();
	stack.press(['enter']);
	assert.equal(stack.top.kind, 'streams');
	stack.press(['o']);
	assert.equal(stack.top.kind, 'ladder');
	stack.press(['n']);
	assert.equal(ladderOf(stack).index, 0);
	stack.press(['v']);
	const {index} = ladderOf(stack);
	assert.ok(index > 0);
	stack.press(['g', 'n']);
	assert.ok(ladderOf(stack).index > index);
	stack.dispose();
});

test('keys of the ladder hold in its panes too', () => {
	const {stack} = stackWithKeys();
	stack.press(['o', 'V']);
	assert.equal(ladderOf(stack).pane, 'verdict');
	stack.press(['V']);
	assert.equal(ladderOf(stack).pane, 'none');
	stack.dispose();
});

test('an action without keys cannot be typed', () => {
	const {stack, asked} = stackWithKeys();
	stack.press(['ctrl-z']);
	assert.deepEqual(asked, []);
	stack.dispose();
});

test('the footer shows the keys that hold', () => {
	const {stack} = stackWithKeys();
	const [first] = stack.footer().tables;
	assert.deepEqual(first?.bindings.find(({action}) => action === 'open')?.keys, ['o']);
	stack.dispose();
});

test('a problem of the config file stands in the last row until a key is pressed', () => {
	const {stack} = stackWithKeys(['/home/me/.config/tcpwhy/config.toml:3: asci is no option', 'another', 'third']);
	assert.equal(stack.footer().message?.text, '3 settings are wrong (:config): config.toml:3: asci is no option');
	stack.press(['j']);
	assert.equal(stack.footer().message, undefined);
	stack.dispose();
});

test('a sentence names the key that an action has now, or its command where it has none', () => {
	const keymap = new Keymap(REBINDINGS);
	assert.equal(keymap.keyFor(LIST_KEYS, 'open'), 'o');
	assert.equal(keymap.keyFor(LIST_KEYS, 'clear'), 'Esc');
	assert.equal(keymap.keyFor(COMMON_KEYS, 'suspend'), ':suspend');
});

test('what an empty list advises are the keys in force', () => {
	const keymap = new Keymap([{table: 'stream-list', action: 'clear', keys: ['ctrl-x'], line: 1}]);
	const session = new FakeSession().add(IDLE_CLIENT);
	session.setFilter('x');
	const shown = emptyLines(session, 80, UNICODE, keymap).map(lineText);
	assert.ok(shown.includes('  ^X takes it off, / changes it.'), shown.join('\n'));
});
