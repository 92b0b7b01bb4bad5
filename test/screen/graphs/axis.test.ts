import assert from 'node:assert/strict';
import test from 'node:test';
import {roundUp, timeTicks, unitTicks} from '../../../source/screen/graphs/plot/axis.ts';

const labels = (ticks: readonly {readonly label: string}[]) => ticks.map(({label}) => label);

test('round numbers are 1, 2 and 5 times a power of ten', () => {
	assert.deepEqual([0.3, 1, 1.1, 3, 6, 20, 21, 700_000].map(roundUp), [0.5, 1, 2, 5, 10, 20, 50, 1_000_000]);
	assert.equal(roundUp(0), 1);
});

test('marks of bytes are round in one unit, as many as there is room for', () => {
	assert.deepEqual(labels(unitTicks(0, 28_001, 5, 'B')), ['0 B', '10 kB', '20 kB']);
	assert.deepEqual(labels(unitTicks(27_465, 28_001, 5, 'B')), ['27,600 B', '27,800 B', '28,000 B']);
	assert.deepEqual(labels(unitTicks(0, 3_000_000_000, 3, 'B')), ['0 B', '1 GB', '2 GB', '3 GB']);
});

test('a mirrored axis counts up from zero both ways', () => {
	assert.deepEqual(labels(unitTicks(-2e6, 1e6, 3, 'b/s')), ['2 Mb/s', '1 Mb/s', '0 b/s', '1 Mb/s']);
});

test('marks of time are round in microseconds, milliseconds, seconds, minutes and hours', () => {
	assert.deepEqual(labels(timeTicks(0, 90e6, 5)), ['0 s', '20 ms', '40 ms', '60 ms', '80 ms']);
	assert.deepEqual(labels(timeTicks(0, 40e3, 4)), ['0 s', '10 us', '20 us', '30 us', '40 us']);
	assert.deepEqual(labels(timeTicks(61.5e9, 62.3e9, 4)), ['61.6 s', '61.8 s', '62.0 s', '62.2 s']);
	assert.deepEqual(labels(timeTicks(0, 81e9, 5)), ['0 s', '20 s', '40 s', '60 s', '80 s']);
	assert.deepEqual(labels(timeTicks(0, 150e9, 5)), ['0 s', '1m', '2m']);
	assert.deepEqual(labels(timeTicks(0, 3 * 3600e9, 6)), ['0 s', '30m', '1h', '1h30m', '2h', '2h30m', '3h']);
});
