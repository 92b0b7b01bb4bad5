import assert from 'node:assert/strict';
import test from 'node:test';
import {COMMANDS, commandRows} from '../../../source/screen/command/command-table.ts';
import {actionsOf} from '../../../source/screen/command/commands.ts';
import {helpText, openHelp} from '../../../source/screen/help/help-state.ts';
import {KEY_SCREENS} from '../../../source/screen/key-tables.ts';
import {NO_PREFERENCES} from '../../../source/screen/screen.ts';
import type {ScreenStack} from '../../../source/screen/screen-stack.ts';
import {mixedSession} from '../../support/frames/fake-captures.ts';
import {stackOf} from '../../support/terminal/screen-under-test.tsx';

function withStack(run: (stack: ScreenStack, asked: string[]) => void): void {
	const {stack, asked} = stackOf(mixedSession(30));
	try {
		run(stack, asked);
	} finally {
		stack.dispose();
	}
}

function line(stack: ScreenStack, text: string): void {
	stack.press([':', ...text, 'enter']);
}

/** The state on top, of the kind that is expected. */
function topOf<Kind extends ScreenStack['top']['kind']>(stack: ScreenStack, kind: Kind) {
	const {top} = stack;
	assert.equal(top.kind, kind);
	return top as Extract<ScreenStack['top'], {kind: Kind}>;
}

const expectedOf = (stack: ScreenStack) => topOf(stack, 'command-line').expected;

test('the command line opens on every screen but where text is typed', () => {
	withStack(stack => {
		for (const keys of [[], ['enter'], ['?'], ['b']]) {
			stack.press([...keys, ':']);
			assert.equal(stack.top.kind, 'command-line', keys.join(' '));
			stack.press(['escape']);
			assert.notEqual(stack.top.kind, 'command-line');
		}
		stack.press(['escape', 'escape', 'escape', '/', ':']);
		assert.equal(topOf(stack, 'filter-prompt').text, ':');
	});
});

test('every action of a screen is a command on it', () => {
	withStack(stack => {
		line(stack, 'bottom');
		assert.equal(topOf(stack, 'streams').selected, 29);
		line(stack, 'open');
		assert.equal(topOf(stack, 'ladder').stream, 29);
		line(stack, 'next-event');
		assert.ok(topOf(stack, 'ladder').index > 0);
		line(stack, 'mark a');
		assert.ok(topOf(stack, 'ladder').marks.has('a'));
		line(stack, 'top');
		line(stack, 'down 2');
		assert.equal(topOf(stack, 'ladder').index, 2);
	});
});

test(':stream and :frame go there, :N is :frame N', () => {
	withStack(stack => {
		line(stack, 'stream 7');
		assert.equal(topOf(stack, 'ladder').stream, 7);
		line(stack, 'stream 8');
		assert.equal(topOf(stack, 'ladder').stream, 8);
		const {session} = stack;
		const rows = session.streamRows(3);
		line(stack, `frame ${session.tables.packets.frameNumber(rows[2]!)}`);
		assert.deepEqual([topOf(stack, 'ladder').stream, topOf(stack, 'ladder').index], [3, 2]);
		line(stack, String(session.tables.packets.frameNumber(rows[1]!)));
		assert.deepEqual([topOf(stack, 'ladder').stream, topOf(stack, 'ladder').index], [3, 1]);
		stack.press(['q']);
		assert.equal(topOf(stack, 'streams').selected, 3, 'the list is where the ladder went, one step back');
	});
});

test(':sort sorts the list, also from the ladder', () => {
	withStack(stack => {
		line(stack, 'stream 1');
		line(stack, 'sort duration desc');
		stack.press(['q']);
		const {sort, descending} = topOf(stack, 'streams');
		assert.deepEqual([sort, descending], ['duration', true]);
	});
});

test(':columns changes the columns of the list', () => {
	withStack(stack => {
		line(stack, 'columns stream, server:20');
		assert.deepEqual(topOf(stack, 'streams').columns, [{id: 'stream'}, {id: 'server', width: 20}]);
	});
});

test(':write FILE answers what the key asks', () => {
	withStack(stack => {
		line(stack, 'write');
		assert.equal(topOf(stack, 'ask').text, 'stream-0.pcap');
		stack.press(['escape']);
		line(stack, 'write here.pcap');
		assert.equal(stack.top.kind, 'streams');
	});
});

test(':filter sets a filter, and without one opens the prompt', () => {
	withStack(stack => {
		line(stack, 'filter tcp.port == 443');
		assert.equal(stack.session.view.filter?.expression, 'tcp.port == 443');
		line(stack, 'filter');
		assert.equal(topOf(stack, 'filter-prompt').text, 'tcp.port == 443');
	});
});

test(':theme and :set ascii change the look at once, :set mouse asks the terminal', () => {
	withStack((stack, asked) => {
		line(stack, 'set ascii');
		assert.equal(stack.appearance.drawing.to, '>');
		line(stack, 'set noascii');
		assert.equal(stack.appearance.drawing.to, '→');
		line(stack, 'theme none');
		assert.deepEqual(stack.appearance.theme.error, [1]);
		line(stack, 'set nomouse');
		line(stack, 'set mouse');
		assert.deepEqual(asked, ['mouse off', 'mouse on']);
	});
});

test(':set gutter and nogutter show and hide the states of a ladder, whatever is so now', () => {
	withStack(stack => {
		line(stack, 'stream 0');
		for (const typed of ['set nogutter', 'set gutter', 'set gutter', 'set nogutter', 'set nogutter']) {
			line(stack, typed);
			assert.equal(topOf(stack, 'ladder').states, typed === 'set gutter' ? 'on' : 'off');
		}
	});
});

test(':config shows what is wrong with the config file', () => {
	withStack(stack => {
		line(stack, 'config');
		assert.match(topOf(stack, 'notes').lines.join('\n'), /No config file was read/);
		stack.press(['q']);
		assert.equal(stack.top.kind, 'streams');
	});
});

test(':q closes a view, :quit ends the program', () => {
	withStack((stack, asked) => {
		line(stack, 'stream 1');
		line(stack, 'q');
		assert.equal(stack.top.kind, 'streams');
		line(stack, 'quit');
		assert.deepEqual(asked, ['quit']);
	});
});

for (const [text, expected] of [
	['nxet-event', /nxet-event is none/],
	['thme dark', /thme is none: is theme meant\?/],
	['stream x', /a stream's number/],
	['stream 99', /there is no stream 99/],
	['frame 0', /the number of a frame/],
	['frame 99999', /there is no frame 99999/],
	['sort colour', /a column: stream, /],
	['sort stream up', /asc, desc or nothing/],
	['theme blue', /a theme: .*dark/],
	['verdicts clean-clsoe', /is clean-close meant/],
	['columns stream,nonsense', /columns: .*nonsense/],
	['set noise', /one of mouse, ascii/],
	['config now', /nothing behind :config/],
] as const) {
	test(`a wrong line stays, with what was expected: ${text}`, () => {
		withStack(stack => {
			line(stack, text);
			assert.match(expectedOf(stack) ?? '', expected);
			assert.equal(topOf(stack, 'command-line').text, text);
			stack.press(['x']);
			assert.equal(expectedOf(stack), undefined, 'and goes with the next key');
		});
	});
}

test('Tab completes commands, actions and arguments', () => {
	withStack(stack => {
		stack.press([':', ...'the', 'tab']);
		assert.equal(topOf(stack, 'command-line').text, 'theme ');
		stack.press(['l', 'tab']);
		assert.equal(topOf(stack, 'command-line').text, 'theme light');
		stack.press(['ctrl-u', ...'half-', 'tab', 'down', 'enter']);
		assert.equal(topOf(stack, 'command-line').text, 'half-up');
		stack.press(['ctrl-u', ...'filter tcp.flags.res', 'tab']);
		assert.match(topOf(stack, 'command-line').text, /^filter tcp\.flags\.reset/);
		stack.press(['ctrl-u', 'tab']);
		const offered = topOf(stack, 'command-line').list?.offers.map(({text}) => text) ?? [];
		for (const {names} of COMMANDS) assert.ok(offered.includes(names[0]), names[0]);
		for (const {action} of KEY_SCREENS[0]!.tables[0]!.bindings)
			assert.ok(offered.includes(action) || action === 'close');
	});
});

test('Up brings back what was done, Down what was being typed', () => {
	withStack(stack => {
		line(stack, 'bottom');
		line(stack, 'top');
		stack.press([':', 'x', 'up']);
		assert.equal(topOf(stack, 'command-line').text, 'top');
		stack.press(['up', 'up']);
		assert.equal(topOf(stack, 'command-line').text, 'bottom');
		stack.press(['down', 'down']);
		assert.equal(topOf(stack, 'command-line').text, 'x');
	});
});

test('Backspace on an empty line and Enter on it go back', () => {
	withStack(stack => {
		stack.press([':', 'backspace']);
		assert.equal(stack.top.kind, 'streams');
		stack.press([':', 'enter']);
		assert.equal(stack.top.kind, 'streams');
	});
});

test('an action takes no argument that it has no use for', () => {
	withStack(stack => {
		for (const text of ['reverse now', 'mark a', 'top x']) {
			line(stack, text);
			assert.match(expectedOf(stack) ?? '', /^nothing behind/, text);
			stack.press(['escape']);
		}
		line(stack, 'open');
		line(stack, 'mark B');
		assert.match(expectedOf(stack) ?? '', /^nothing behind/);
	});
});

test(':group groups by what is named, or by what comes next', () => {
	withStack(stack => {
		for (const by of ['server', 'none', 'client', 'verdict'] as const) {
			line(stack, `group ${by}`);
			assert.equal(topOf(stack, 'streams').grouping, by);
			assert.equal(stack.session.view.groups?.by, by === 'none' ? undefined : by);
		}
		line(stack, 'group');
		assert.equal(topOf(stack, 'streams').grouping, 'server');
		line(stack, 'group port');
		assert.match(expectedOf(stack) ?? '', /verdict, server, client/);
	});
});

test('what vim users type leaves, or says what to type', () => {
	withStack((stack, asked) => {
		line(stack, 'wq');
		assert.match(expectedOf(stack) ?? '', /:w FILE writes packets, :q closes/);
		stack.press(['escape']);
		line(stack, 'open');
		line(stack, 'q!');
		assert.deepEqual(asked, ['quit']);
		line(stack, 'theme! dark');
		assert.match(expectedOf(stack) ?? '', /without !/);
	});
});

test('! behind :write overwrites, and so does --force, which is no part of the name', () => {
	const session = mixedSession(3);
	const {stack} = stackOf(session);
	for (const text of ['w! a.pcap', 'write a.pcap --force', 'w a.pcap', 'w a.txt']) line(stack, text);
	assert.deepEqual(session.written, ['0 a.pcap overwritten', '0 a.pcap overwritten', '0 a.pcap']);
	assert.match(stack.footer().message!.text, /^\.txt is no capture/);
	stack.dispose();
});

test('yy and yt copy the filter, or without one that of the stream under the cursor, and say where it went', () => {
	withStack((stack, asked) => {
		stack.press(['j', 'y', 'y']);
		assert.deepEqual(asked, ['copy tcp.stream == 1']);
		assert.equal(stack.footer().message?.text, "sent to the terminal's clipboard: tcp.stream == 1");
		stack.press(['y', 't']);
		assert.deepEqual(asked.slice(1), ["copy tshark -n -r fake.pcap -Y 'tcp.stream == 1'"]);
	});
});

test('v on the list opens the graph of the stream under the cursor', () => {
	withStack(stack => {
		stack.press(['j', 'v']);
		assert.equal(topOf(stack, 'graph').stream, 1);
	});
});

test('help lists every command', () => {
	const rows = helpText(openHelp('Stream list', KEY_SCREENS[0]!.tables), NO_PREFERENCES);
	for (const row of commandRows()) assert.ok(rows.some(({keys, does}) => keys === row.keys && does === row.does));
});

test('no name is given to two commands, and none hides an action that does something else', () => {
	const names = COMMANDS.flatMap(command => [...command.names]);
	assert.equal(new Set(names).size, names.length);
	const alike = ['filter', 'write', 'export', 'group', 'columns', 'help', 'close', 'quit'];
	for (const {tables} of KEY_SCREENS)
		for (const action of actionsOf(tables).keys()) assert.ok(!names.includes(action) || alike.includes(action), action);
});
