import assert from 'node:assert/strict';
import test from 'node:test';
import {lineText, lineWidth} from '../../../source/report/spans.ts';
import {graphLines} from '../../../source/screen/graphs/graph-lines.ts';
import {GRAPHS} from '../../../source/screen/graphs/graph-model.ts';
import {type GraphState, graphsOf, openGraph, reduceGraph} from '../../../source/screen/graphs/graph-state.ts';
import {openLadder} from '../../../source/screen/ladder/ladder-state.ts';
import {sessionMemory} from '../../../source/screen/memory/user-memory.ts';
import {type Facts, NO_PREFERENCES} from '../../../source/screen/screen.ts';
import {STREAM_LIST} from '../../../source/screen/streams/stream-list-state.ts';
import {FakeSession} from '../../support/captures/fake-session.ts';
import {LoadedSession} from '../../support/captures/loaded-session.ts';
import {sample} from '../../support/captures/samples.ts';
import {IDLE_CLIENT, longSession} from '../../support/frames/fake-captures.ts';
import {writeRow} from '../../support/frames/packet-rows.ts';
import {PLAIN, PLAIN_ASCII, show, stackOf} from '../../support/terminal/screen-under-test.tsx';

const LOSSY = await LoadedSession.open(sample('lossy-then-ok.pcap'));

const factsOf = (session: FakeSession, columns = 80, rows = 23, appearance = PLAIN): Facts => ({
	session,
	appearance,
	columns,
	rows,
	history: [],
	own: sessionMemory(),
	preferences: NO_PREFERENCES,
});

function run(
	state: GraphState,
	actions: readonly (string | {action: string; key?: string; count?: number})[],
	facts: Facts,
) {
	return actions.reduce<ReturnType<typeof reduceGraph>>(
		({state}, action) => reduceGraph(state, typeof action === 'string' ? {action} : action, facts),
		{state},
	);
}

function textOf(state: GraphState, facts: Facts): string[] {
	return graphLines(state, facts, graphsOf(state, facts)!).map(lineText);
}

for (const [columns, rows] of [
	[80, 24],
	[120, 40],
] as const) {
	test(`every graph fills ${columns}x${rows} with axes, a legend and the packet under the cursor`, () => {
		for (const appearance of [PLAIN, PLAIN_ASCII]) {
			const facts = factsOf(LOSSY, columns, rows - 1, appearance);
			for (const graph of GRAPHS) {
				const state = {...openGraph(0, 43), graph};
				const lines = graphLines(state, facts, graphsOf(state, facts)!);
				assert.equal(lines.length, rows - 1, graph);
				const plot = lines.slice(2, -5);
				for (const line of plot) assert.equal(lineWidth(line), columns, `${graph}: ${lineText(line)}`);
				const text = lines.map(lineText);
				assert.match(text.at(-4)!, /0 s .*20 ms .*40 ms .*60 ms/, 'round times');
				assert.match(text.at(-2)!, /^frame 44 {2}0\.070081 s {2}server . client/);
				assert.match(text.at(-1)!, /fast retransmission/);
			}
		}
	});
}

test('with --ascii nothing but ASCII is drawn', () => {
	const facts = factsOf(LOSSY, 80, 23, PLAIN_ASCII);
	for (const graph of GRAPHS) assert.match(textOf({...openGraph(0, 5), graph}, facts).join(''), /^[ -~]*$/);
});

test('what is drawn can be told apart without colour, and the legend says what it is', () => {
	const facts = factsOf(LOSSY);
	const text = textOf(openGraph(0, 0), facts);
	const legend = text.at(-3)!;
	for (const sign of ['─ ACK', 'S SACK', '⣿ data', 'd dup ACK', 'L lost', 'R retransmission', 'F FIN'])
		assert.ok(legend.includes(sign), `${sign} in ${legend}`);
	const plot = text.slice(2, -5).join('\n');
	for (const sign of ['S', 'd', 'L', 'R', 'F', '─', '│']) assert.ok(plot.includes(sign), sign);
	assert.match(plot, /[\u{2801}-\u{28FF}]/u);
});

test('the value of the packet under the cursor is that of tshark', () => {
	const facts = factsOf(LOSSY);
	const value = (graph: GraphState['graph'], index: number) => textOf({...openGraph(0, index), graph}, facts).at(-1)!;
	assert.match(value('rtt', 44), /^RTT 1\.614000 ms: acknowledges frame 41/);
	assert.match(value('rtt', 43), /^no round-trip time/);
	assert.match(value('window', 24), /^2,896 B in flight/);
	assert.match(value('window', 44), /^offers 58,368 B/);
	assert.match(value('sequence', 44), /^acknowledges 28,002, window 58,368 B/);
});

test('the window scale is told, and told to be unknown', () => {
	assert.match(
		textOf({...openGraph(0, 0), graph: 'window'}, factsOf(LOSSY))[1]!,
		/client's window scaling factor 1024/,
	);
	const chunkless = new FakeSession().add(IDLE_CLIENT);
	const {packets} = chunkless.tables;
	// Without a handshake no row has a shift count.
	for (let row = 0; row < packets.length; row++) writeRow(packets, row, {flags: packets.flags(row) | 0xf000});
	const facts = textOf({...openGraph(0, 0), graph: 'window'}, factsOf(chunkless))[1]!;
	assert.match(facts, /window scale unknown: handshake not captured/);
});

test('digits and Tab choose the graph, d the direction', () => {
	const facts = factsOf(LOSSY);
	const first = openGraph(0, 0);
	assert.equal(run(first, [{action: 'graph', key: '3'}], facts).state.graph, 'window');
	assert.equal(run(first, ['previous-graph'], facts).state.graph, 'throughput');
	assert.equal(run(first, ['next-graph', 'next-graph'], facts).state.graph, 'window');
	assert.match(textOf(first, facts)[0]!, /data server → client/, 'the side that sends more comes first');
	assert.match(textOf(run(first, ['direction'], facts).state, facts)[0]!, /data client → server/);
});

test('zooming halves the time round the cursor, panning moves it and takes the cursor along', () => {
	const facts = factsOf(LOSSY);
	const model = graphsOf(openGraph(0, 0), facts)!;
	const zoomed = run(openGraph(0, 43), ['zoom-in', 'zoom-in'], facts).state;
	const span = zoomed.view!.to - zoomed.view!.from;
	assert.ok(Math.abs(span - model.all.to / 4) < 1, 'a quarter of the time');
	assert.ok(model.isIn(43, zoomed.view!));
	const panned = run(zoomed, ['pan-left', 'pan-left', 'pan-left', 'pan-left'], facts).state;
	assert.ok(panned.view!.to < zoomed.view!.to);
	assert.ok(model.isIn(panned.index, panned.view!), 'the cursor stays in sight');
	assert.equal(run(zoomed, ['zoom-out', 'zoom-out'], facts).state.view, undefined);
	assert.equal(run(zoomed, ['zoom-all'], facts).state.view, undefined);
	const moved = run(zoomed, ['top'], facts).state;
	assert.ok(model.isIn(0, moved.view!), 'the view follows the cursor');
});

test('n goes to the next event, and says when there is none', () => {
	const facts = factsOf(LOSSY);
	const {ladder} = graphsOf(openGraph(0, 0), facts)!;
	const {state} = run(openGraph(0, 0), ['next-event', 'next-event'], facts);
	assert.equal(ladder.frame(state.index), 44, 'the FIN, then the retransmission');
	const end = run({...state, index: ladder.count - 1}, ['next-event'], facts);
	assert.equal(end.effects?.[0]?.type, 'message');
});

test('the graph begins at the packet of the ladder, and the ladder goes to that of the graph', () => {
	const {stack} = stackOf(LOSSY, {columns: 80, rows: 24}, [STREAM_LIST, openLadder(0)]);
	try {
		stack.press(['j', 'j', 'v']);
		assert.equal(stack.top.kind === 'graph' && stack.top.index, 2);
		stack.press(['n', 'n', 'enter']);
		assert.equal(stack.top.kind === 'ladder' && stack.top.index, 43);
		stack.press(["'", "'"]);
		assert.equal(stack.top.kind === 'ladder' && stack.top.index, 2, "'' goes back to where the ladder was");
		stack.press(['v', '0', '4', 'G', 'escape']);
		assert.equal(stack.top.kind === 'ladder' && stack.top.index, 46);
	} finally {
		stack.dispose();
	}
});

test('a stream of very many packets is drawn within the cells that there are', () => {
	const facts = factsOf(longSession(20_000), 80, 23);
	for (const graph of GRAPHS) assert.equal(textOf({...openGraph(0, 0), graph}, facts).length, 23);
});

test('a stream of one packet, and one without data, have graphs', () => {
	const one = new FakeSession().add({...IDLE_CLIENT, packets: IDLE_CLIENT.packets.slice(0, 1)});
	for (const graph of GRAPHS) assert.equal(textOf({...openGraph(0, 0), graph}, factsOf(one)).length, 23);
});

test('the graph screen is drawn by the app', async () => {
	const app = show(LOSSY, {screens: [STREAM_LIST, openLadder(0)]});
	try {
		await app.type('v2');
		const lines = app.lines();
		assert.match(lines[0]!, /^stream 0 {2}data server → client .*\[2 RTT\]/);
		assert.match(lines.at(-1)!, /^Enter ladder .*1\/47$/);
	} finally {
		app.close();
	}
});
