import assert from 'node:assert/strict';
import test from 'node:test';
import {DEFAULT_OPTIONS} from '../../source/diagnosis/context.ts';
import {VERDICTS} from '../../source/diagnosis/verdicts.ts';
import {StreamTallies} from '../../source/filter/columns/fields/stream-tallies.ts';
import {endpointText} from '../../source/report/format.ts';
import {endingRank, judgeWhole} from '../../source/session/judging.ts';
import type {SortColumn} from '../../source/session/session.ts';
import {groupStreams, StreamGroups} from '../../source/session/view/stream-groups.ts';
import {sortStreams} from '../../source/session/view/stream-order.ts';
import {load} from '../support/captures/loaded-capture.ts';
import {sample} from '../support/captures/samples.ts';

const {tables} = await load(sample('mixed.pcap'));
judgeWhole(tables, DEFAULT_OPTIONS);
const {streams, addresses} = tables;
const tallies = new StreamTallies(tables);

/** What each stream has in common with those of its group, as a user would say it. */
const NAMES = {
	verdict: (stream: number) => VERDICTS[streams.verdict(stream)]!.id,
	server: (stream: number) =>
		endpointText(addresses, streams.address(stream, 'server'), streams.port(stream, 'server')),
	client: (stream: number) => endpointText(addresses, streams.address(stream, 'client'), 0),
} as const;

function groupBy(numbers: readonly number[], name: (number: number) => string): Map<string, number[]> {
	const groups = new Map<string, number[]>();
	for (const number of numbers) groups.set(name(number), [...(groups.get(name(number)) ?? []), number]);
	return groups;
}

function grouped(by: keyof typeof NAMES, column: SortColumn = 'stream', descending = false) {
	const order = Uint32Array.from({length: streams.length}, (_, stream) => stream);
	sortStreams(order, tables, column, descending, endingRank(), tallies);
	const groups = new StreamGroups(groupStreams(order, tables, by, {column, descending, endingRank: endingRank()}));
	const members = Array.from({length: groups.count}, (_, group) => [
		...order.subarray(groups.start(group), groups.start(group) + groups.size(group)),
	]);
	return {groups, members};
}

for (const by of ['verdict', 'server', 'client'] as const) {
	test(`grouped by ${by}, each group holds the streams that have it in common, and all of them`, () => {
		const expected = groupBy(
			Array.from({length: streams.length}, (_, stream) => stream),
			NAMES[by],
		);
		const {groups, members} = grouped(by);
		assert.equal(groups.count, expected.size);
		for (const [group, found] of members.entries()) {
			assert.deepEqual(found, expected.get(NAMES[by](found[0]!)));
			const abnormal = found.filter(stream => VERDICTS[streams.verdict(stream)]!.category === 'abnormal');
			assert.equal(groups.abnormal(group), abnormal.length);
			const bytes = found.map(
				stream => streams.payloadBytes(stream, 'client') + streams.payloadBytes(stream, 'server'),
			);
			assert.equal(
				groups.bytes(group),
				bytes.reduce((sum, each) => sum + each, 0),
			);
			assert.equal(groups.withKey(groups.key(group)), group);
			for (let place = groups.start(group); place < groups.start(group) + groups.size(group); place++)
				assert.equal(groups.groupAt(place), group);
		}
	});
}

test('groups stand by their number of streams, or by what the list is sorted by', () => {
	const sizes = ({groups}: ReturnType<typeof grouped>) =>
		Array.from({length: groups.count}, (_, group) => groups.size(group));
	const bySize = sizes(grouped('server'));
	assert.deepEqual(
		bySize,
		bySize.toSorted((a, b) => b - a),
	);
	const names = (descending: boolean) =>
		grouped('server', 'server', descending).members.map(([first]) => streams.port(first!, 'server'));
	assert.deepEqual(names(true), names(false).toReversed());
	const {groups} = grouped('verdict', 'bytes', true);
	const bytes = Array.from({length: groups.count}, (_, group) => groups.bytes(group));
	assert.deepEqual(
		bytes,
		bytes.toSorted((a, b) => b - a),
	);
});

test('sorted by endings, the groups with most abnormal ones are on top; turned round, those with fewest', () => {
	const abnormal = (column: SortColumn, descending: boolean) => {
		const {groups} = grouped('server', column, descending);
		return Array.from({length: groups.count}, (_, group) => groups.abnormal(group));
	};
	const most = abnormal('ending', false);
	assert.deepEqual(
		most,
		most.toSorted((a, b) => b - a),
	);
	assert.ok(most[0]! > most.at(-1)!);
	assert.deepEqual(abnormal('category', true), most.toReversed());
});

test('within a group streams keep the order of the list', () => {
	for (const found of grouped('verdict', 'duration', true).members) {
		const durations = found.map(stream =>
			tables.packets.nanosecondsBetween(streams.firstRow(stream), streams.lastRow(stream)),
		);
		assert.deepEqual(
			durations,
			durations.toSorted((a, b) => b - a),
		);
	}
});
