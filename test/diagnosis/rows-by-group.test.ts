import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {RowsByGroup} from '../../source/diagnosis/rows-by-group.ts';

const GROUPS = 5;
const stream = fc.record({group: fc.nat(GROUPS - 1), row: fc.integer({min: -1, max: 50})});

test('rows stand by group in the order of their streams, and those that are none are left out', () => {
	fc.assert(
		fc.property(fc.array(stream, {maxLength: 60}), streams => {
			const rows = new RowsByGroup(
				streams.length,
				GROUPS,
				n => streams[n]!.group,
				n => streams[n]!.row,
			);
			const plain = (group: number) =>
				streams.filter(each => each.group === group && each.row >= 0).map(({row}) => row);
			for (let group = 0; group < GROUPS; group++) assert.deepEqual([...rows.of(group)], plain(group));
			rows.sort(row => -row);
			for (let group = 0; group < GROUPS; group++)
				assert.deepEqual(
					[...rows.of(group)],
					plain(group).sort((a, b) => b - a),
				);
		}),
	);
});
