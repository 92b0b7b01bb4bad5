import assert from 'node:assert/strict';
import test from 'node:test';
import {lineText} from '../../../source/report/spans.ts';
import {ladderModel} from '../../../source/screen/ladder/ladder-model.ts';
import {type LadderState, openLadder} from '../../../source/screen/ladder/ladder-state.ts';
import {verdictLines} from '../../../source/screen/ladder/verdict-lines.ts';
import type {ScreenStack} from '../../../source/screen/screen-stack.ts';
import {STREAM_LIST} from '../../../source/screen/streams/stream-list-state.ts';
import {LoadedSession} from '../../support/captures/loaded-session.ts';
import {sample} from '../../support/captures/samples.ts';
import {PLAIN, stackOf} from '../../support/terminal/screen-under-test.tsx';

const TLS = await LoadedSession.open(sample('tls12-unknown-ca.pcap'));
const HTTP = await LoadedSession.open(sample('lossy-then-ok.pcap'));

function open(session: LoadedSession) {
	return stackOf(session, {columns: 100, rows: 40}, [STREAM_LIST, openLadder(0)]).stack;
}

function ladderOf(stack: ScreenStack): LadderState {
	assert.equal(stack.top.kind, 'ladder');
	return stack.top as LadderState;
}

const message = (stack: ScreenStack) => stack.footer().message?.text;

/** Line of the conversation under the cursor. */
function said(session: LoadedSession, {hex, line}: LadderState): string {
	return lineText(ladderModel(session, 0)!.followed(hex, 100, PLAIN.drawing)[line]!.line);
}

test('in what was said / finds text, n and N go on, round the ends', () => {
	const stack = open(HTTP);
	stack.press(['r', '/', ...'qqq', 'enter']);
	const first = ladderOf(stack);
	assert.match(said(HTTP, first), /^← qqq/);
	stack.press(['n']);
	const second = ladderOf(stack);
	assert.match(said(HTTP, second), /^← qqq/);
	assert.notEqual(second.line, first.line);
	stack.press(['N']);
	assert.equal(ladderOf(stack).line, first.line);
	stack.press(['N']);
	assert.match(message(stack)!, /from the end again/);
	stack.press(['/', 'ctrl-u', ...'host', 'enter']);
	assert.equal(said(HTTP, ladderOf(stack)), '→ Host: lab');
	stack.press(['/', 'ctrl-u', ...'HOST', 'enter']);
	assert.equal(message(stack), 'HOST is not in this pane', 'capitals count where there are some');
	stack.dispose();
});

test('in bytes / finds text and bytes, also where they go on in the next row', () => {
	const stack = open(HTTP);
	stack.press(['r', 'x', '/', ...'HTTP/1', 'enter']);
	assert.match(said(HTTP, ladderOf(stack)), /GET \/ HTTP\/1/);
	const text = ladderOf(stack).line;
	stack.press(['/', 'ctrl-u', ...'48 54 54 50 2f 31', 'enter']);
	assert.equal(ladderOf(stack).line, text, 'the same bytes, the same row');
	stack.press(['/', 'ctrl-u', ...'31 0d 0a 48 6f', 'enter']);
	assert.equal(ladderOf(stack).line, text, 'begins in this row, ends in the next one');
	stack.dispose();
});

test('in the fields / finds closed ones, by text, by filter name and by their bytes', () => {
	const stack = open(TLS);
	const find = (text: string) => {
		stack.press(['/', 'ctrl-u', ...text, 'enter']);
		return ladderOf(stack);
	};
	stack.press(['enter']);
	const byName = find('ip.ttl');
	assert.equal(byName.node, 'ip/ip.ttl');
	assert.ok(byName.open.has('ip'), 'its layer is opened');
	assert.match(find('tcp.window_size').node, /^tcp\/tcp\.window_size/);
	assert.equal(find('08 00').node, 'eth/eth.type', 'the first type of an IPv4 packet');
	stack.dispose();
});

test('in the explanation / finds text and takes the ladder along; before a search n goes to the next event', () => {
	const stack = open(TLS);
	stack.press(['e', '/', ...'references', 'enter']);
	const {line} = ladderOf(stack);
	const lines = verdictLines(TLS.diagnose(0), row => row + 1, 100, PLAIN.drawing).map(({line}) => lineText(line));
	assert.match(lines[line]!, /^References/);
	stack.dispose();
	const fresh = open(TLS);
	fresh.press(['e']);
	const before = ladderOf(fresh).index;
	fresh.press(['n']);
	assert.notEqual(ladderOf(fresh).index, before);
	fresh.dispose();
});

test('in the ladder itself / is the display filter', () => {
	const stack = open(TLS);
	stack.press(['/']);
	assert.equal(stack.top.kind, 'filter-prompt');
	stack.dispose();
});

test('an empty search is refused', () => {
	const stack = open(HTTP);
	stack.press(['r', '/', 'enter']);
	assert.equal(stack.top.kind, 'ask');
	assert.equal(message(stack), 'there is nothing to look for');
	stack.dispose();
});
