import assert from 'node:assert/strict';
import test from 'node:test';
import {Analysis} from '../../../source/analysis/tables/packet-table.ts';
import {Ladder, type Side} from '../../../source/report/ladder/ladder.ts';
import {type GraphModel, graphModel} from '../../../source/screen/graphs/graph-model.ts';
import type {Points} from '../../../source/screen/graphs/series/points.ts';
import {roundTripSeries} from '../../../source/screen/graphs/series/round-trip-series.ts';
import {sequenceSeries} from '../../../source/screen/graphs/series/sequence-series.ts';
import {windowScale, windowSeries} from '../../../source/screen/graphs/series/window-series.ts';
import {LadderModel} from '../../../source/screen/ladder/ladder-model.ts';
import {FakeSession} from '../../support/captures/fake-session.ts';
import {LoadedSession} from '../../support/captures/loaded-session.ts';
import {sample} from '../../support/captures/samples.ts';
import {sharedPath} from '../../support/captures/shared-files.ts';

const LOSSY = await LoadedSession.open(sample('lossy-then-ok.pcap'));

function ladderOf(session: FakeSession, stream = 0): Ladder {
	return new Ladder(session.tables, stream, session.streamRows(stream));
}

function graphsOf(session: FakeSession, stream = 0): GraphModel {
	return graphModel(new LadderModel(session, stream));
}

/** Points as [frame, low, high]. */
function listed(ladder: Ladder, points: Points | undefined): number[][] {
	if (points === undefined) return [];
	return Array.from({length: points.count}, (_, at) => [
		ladder.frame(points.index[at]!),
		points.low[at]!,
		points.high[at]!,
	]);
}

test('round-trip times are those of tcp.analysis.ack_rtt, each at its ACK', () => {
	// tshark -r lossy-then-ok.pcap -T fields -e frame.number -e tcp.analysis.ack_rtt
	const expected: Record<Side, [number, number][]> = {
		client: [
			[2, 20_502_000],
			[5, 20_338_000],
			[47, 20_266_000],
		],
		server: [
			[3, 107_000],
			[7, 58_000],
			[9, 99_000],
			[11, 95_000],
			[45, 1_614_000],
		],
	};
	const ladder = ladderOf(LOSSY);
	for (const sender of ['client', 'server'] as const) {
		const points = listed(ladder, roundTripSeries(ladder, sender).get('roundTrip'));
		assert.deepEqual(
			points.map(([frame, time]) => [frame, time]),
			expected[sender],
		);
	}
});

test('a time-sequence graph has data, ACKs, the loss and its retransmission where tshark has them', () => {
	const ladder = ladderOf(LOSSY);
	const series = sequenceSeries(ladder, 'server');
	const of = (id: Parameters<typeof series.get>[0]) => listed(ladder, series.get(id));
	assert.deepEqual(of('data').slice(0, 4), [
		[2, 0, 1],
		[6, 1, 1401],
		[8, 1401, 2849],
		[10, 2849, 4297],
	]);
	assert.deepEqual(of('lost'), [[12, 4297, 5745]], 'the hole that tcp.analysis.lost_segment tells of');
	assert.deepEqual(of('retransmission'), [[44, 4297, 5745]]);
	assert.deepEqual(of('fin'), [[41, 28_002, 28_002]]);
	assert.deepEqual(of('ack').at(-1), [46, 28_002, 28_002]);
	assert.deepEqual(
		of('windowEdge').find(([frame]) => frame === 13),
		[13, 4297 + 76_800, 4297 + 76_800],
	);
});

test('SACK blocks are read from the ACKs that repeat their number', () => {
	const model = graphsOf(LOSSY);
	const {points, isWhole} = model.sack('server', model.all);
	const blocks = listed(model.ladder, points);
	// tshark -e tcp.options.sack_le -e tcp.options.sack_re
	assert.deepEqual(blocks.slice(0, 3), [
		[13, 5745, 7193],
		[15, 5745, 8641],
		[17, 5745, 10_089],
	]);
	assert.deepEqual(blocks.at(-1), [43, 5745, 28_002]);
	assert.equal(isWhole, true);
});

test('the window graph has tcp.analysis.bytes_in_flight of the sender and tcp.window_size of its peer', () => {
	const ladder = ladderOf(LOSSY);
	const series = windowSeries(ladder, 'server');
	const inFlight = listed(ladder, series.get('inFlight')).map(([frame, , bytes]) => [frame, bytes]);
	assert.deepEqual(inFlight.slice(0, 3), [
		[6, 1400],
		[8, 1448],
		[10, 1448],
	]);
	assert.deepEqual(
		inFlight.filter(([, bytes]) => bytes === 2896).map(([frame]) => frame),
		[25, 29, 37],
	);
	const windows = listed(ladder, series.get('receiveWindow')).map(([frame, bytes]) => [frame, bytes]);
	assert.deepEqual(windows.slice(0, 4), [
		[1, 64_240],
		[3, 64_512],
		[4, 64_512],
		[7, 67_584],
	]);
});

test('throughput counts the payload of both sides by interval', () => {
	const model = graphsOf(LOSSY);
	const {toServer, toClient} = model.throughput(model.all, 1e9);
	// tcp.len adds up to 29 for the client and 28,000 for the server; one second holds all of it.
	assert.deepEqual([...toServer], [29 * 8]);
	assert.deepEqual([...toClient], [28_000 * 8]);
});

test('a scale that the handshake would tell is unknown where the capture begins later', async t => {
	const file = sharedPath(t, 'captures', 'derived_midstream.pcap');
	if (file === undefined) return;
	assert.equal(windowScale(ladderOf(await LoadedSession.open(file)), 'server'), -1);
	assert.equal(windowScale(ladderOf(LOSSY), 'client'), 10, '1024 in tcp.window_size_scalefactor');
});

test('sequence numbers go on counting where those of the wire begin anew', () => {
	const session = new FakeSession().add({
		client: '10.0.0.1:1000',
		server: '10.0.0.2:80',
		packets: [
			{at: 0, from: 'server', flags: 'A', sequence: 4_294_966_000, length: 1000},
			{at: 1, from: 'server', flags: 'A', sequence: 4_294_967_000, length: 1000},
			{at: 2, from: 'server', flags: 'A', sequence: 704, length: 1000},
			{at: 3, from: 'client', flags: 'A', acknowledgment: 1704},
		],
	});
	const ladder = ladderOf(session);
	const series = sequenceSeries(ladder, 'server');
	const starts = listed(ladder, series.get('data')).map(([, low]) => low!);
	assert.deepEqual([starts[1]! - starts[0]!, starts[2]! - starts[0]!], [1000, 2000]);
	assert.equal(listed(ladder, series.get('ack'))[0]![1], starts[2]! + 1000);
});

test('what an ICMP error quotes is no segment of the stream', () => {
	const session = new FakeSession().add({
		client: '10.0.0.1:1000',
		server: '10.0.0.2:80',
		packets: [
			{at: 0, from: 'client', flags: 'PA', sequence: 1, length: 10},
			{at: 1, from: 'client', flags: 'PA', sequence: 1, length: 10, analysis: Analysis.QUOTED},
		],
	});
	const ladder = ladderOf(session);
	assert.equal(sequenceSeries(ladder, 'client').get('data')!.count, 1);
});
