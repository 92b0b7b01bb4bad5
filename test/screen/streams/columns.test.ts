import assert from 'node:assert/strict';
import test from 'node:test';
import {UNICODE} from '../../../source/report/ladder/drawing.ts';
import {placedWidths} from '../../../source/screen/streams/columns/column-picker-state.ts';
import {
	DEFAULT_COLUMNS,
	type ListColumns,
	listColumnNames,
	parseListColumns,
} from '../../../source/screen/streams/columns/list-columns.ts';
import {
	type Longest,
	type PlacedColumn,
	placeColumns,
	placedColumns,
} from '../../../source/screen/streams/columns/place-columns.ts';
import {STREAM_COLUMNS} from '../../../source/screen/streams/columns/stream-columns.ts';
import {SORT_COLUMNS, type SortColumn} from '../../../source/session/session.ts';
import {mixedSession} from '../../support/frames/fake-captures.ts';
import {stackOf} from '../../support/terminal/screen-under-test.tsx';

const placed = (width: number, longest: Longest, sorted: SortColumn = 'stream', chosen = DEFAULT_COLUMNS) =>
	placeColumns(width, chosen, sorted, longest, UNICODE);
const names = (width: number, longest: Longest, sorted?: SortColumn, chosen?: ListColumns) =>
	placed(width, longest, sorted, chosen).map(({column}) => column.id);
const cells = (columns: readonly PlacedColumn[]) =>
	columns.reduce((sum, column) => sum + column.before.length + column.width, 0);
const IPV4: Longest = {start: 10, client: 21, server: 21, serverName: 15, file: 0};
const IPV6: Longest = {start: 10, client: 47, server: 47, serverName: 15, file: 0};
const ALL: ListColumns = SORT_COLUMNS.map(id => ({id}));

test('at 80 columns stream, endpoints and ending stay, whatever the addresses', () => {
	assert.deepEqual(names(79, {...IPV4, ending: 19}), ['stream', 'duration', 'client', 'server', 'ending']);
	assert.deepEqual(names(79, IPV6), ['stream', 'client', 'server', 'ending']);
	for (const {column, width} of placed(79, IPV6)) {
		if (column.id === 'client' || column.id === 'server') assert.ok(width >= 24, 'room for head, tail and port');
	}
});

test('columns of numbers leave before the ending is cut', () => {
	for (const longest of [IPV4, IPV6]) {
		for (let width = 89; width < 250; width++) {
			const ending = placed(width, {...longest, ending: 29}).find(({column}) => column.id === 'ending')!;
			assert.equal(ending.width, 29, `at ${width}`);
		}
	}
	assert.deepEqual(names(79, {...IPV4, ending: 28}), ['stream', 'client', 'server', 'ending']);
});

test('addresses of usual length are whole before numbers of less importance come in', () => {
	const usual: Longest = {...IPV6, client: 29, server: 32, ending: 29};
	for (let width = 119; width < 250; width++) {
		for (const {column, width: given} of placed(width, usual))
			if (column.id === 'client' || column.id === 'server') assert.ok(given >= usual[column.id]!, `at ${width}`);
	}
});

test('a start is whole or not there', () => {
	const timeOfDay = '12:34:56.123456'.length;
	for (const longest of [IPV4, IPV6]) {
		for (let width = 79; width < 250; width++) {
			const start = placed(width, {...longest, start: timeOfDay}).find(({column}) => column.id === 'start');
			assert.ok(start === undefined || start.width === timeOfDay, `at ${width}`);
		}
	}
	assert.ok(names(119, {...IPV4, start: timeOfDay, client: 18, server: 16}).includes('start'));
});

test('the file is shown where several are merged and the width allows', () => {
	assert.ok(names(149, {...IPV4, file: 12}).includes('file'));
	assert.ok(!names(149, IPV4).includes('file'), 'one file is named in the title');
	assert.ok(!names(79, {...IPV4, file: 12}).includes('file'));
});

test('a wide terminal shows every default column, and addresses whole', () => {
	const expected = DEFAULT_COLUMNS.map(({id}) => id).filter(id => id !== 'file');
	for (const longest of [IPV4, IPV6]) {
		const columns = placed(249, longest);
		assert.deepEqual(
			columns.map(({column}) => column.id),
			longest === IPV4 ? expected : expected.filter(id => names(249, IPV6).includes(id)),
		);
		assert.equal(columns.find(({column}) => column.id === 'client')!.width, longest.client);
	}
});

test('the column that sorts is shown, chosen or not', () => {
	for (const column of SORT_COLUMNS) {
		assert.ok(names(79, IPV4, column).includes(column), column);
		assert.ok(names(79, IPV6, column, [{id: 'stream'}, {id: 'ending'}]).includes(column), column);
	}
});

test('columns never need more than the width, from 80 to 250, whichever sorts', () => {
	for (let width = 79; width < 250; width += width < 100 ? 1 : 7) {
		for (const longest of [IPV4, IPV6, {client: 14, server: 13, serverName: 0}]) {
			for (const chosen of [DEFAULT_COLUMNS, ALL]) {
				for (const sorted of SORT_COLUMNS) {
					const used = cells(placed(width, longest, sorted, chosen));
					assert.ok(used <= width, `${used} of ${width}, sorted by ${sorted}`);
				}
			}
		}
	}
});

test('a width that the user chose is kept where there is room, and gives way where there is none', () => {
	const chosen: ListColumns = [
		{id: 'client', width: 40},
		{id: 'server', width: 30},
		{id: 'packets', width: 12},
		{id: 'ending'},
	];
	const widths = (width: number) => placed(width, IPV4, 'ending', chosen).map(column => column.width);
	assert.deepEqual(widths(149).slice(0, 3), [40, 30, 12]);
	assert.ok(cells(placed(79, IPV4, 'ending', chosen)) <= 79);
});

test('columns stand in the order that the user chose', () => {
	const chosen: ListColumns = [{id: 'ending'}, {id: 'server'}, {id: 'client'}, {id: 'rtt'}];
	assert.deepEqual(names(149, IPV4, 'ending', chosen), ['ending', 'server', 'client', 'rtt']);
});

test('every column that a session sorts by is in the table, with a heading that fits its widest form', () => {
	assert.deepEqual(
		STREAM_COLUMNS.map(({id}) => id),
		[...SORT_COLUMNS],
	);
	for (const {heading, widest, narrowest, id} of STREAM_COLUMNS) {
		assert.ok(heading(UNICODE).length <= widest, id);
		assert.ok(narrowest <= widest, id);
	}
});

test('no two columns share a key, but those of one quantity, of either side or of both', () => {
	const keys = [...new Set(STREAM_COLUMNS.map(({key}) => key))];
	const shared = keys
		.map(key => STREAM_COLUMNS.filter(column => column.key === key).map(({id}) => id))
		.filter(({length}) => length > 1);
	assert.deepEqual(shared, [
		['client', 'clientPort'],
		['server', 'serverPort'],
		['packets', 'clientPackets', 'serverPackets'],
		['bytes', 'clientBytes', 'serverBytes'],
	]);
});

test('the picker tells what the list shows, whichever column was moved to the front', () => {
	const {stack} = stackOf(mixedSession(3), {columns: 80, rows: 24});
	stack.press(['c', 'J', 'J']);
	const picker = stack.top;
	assert.ok(picker.kind === 'columns' && picker.items[0]!.id === 'start');
	const facts = stack.factsOf(1);
	const [list] = stack.screens;
	assert.ok(list!.kind === 'streams');
	assert.deepEqual(
		[...placedWidths(picker, facts).keys()],
		placedColumns(list, facts).map(({column}) => column.id),
	);
	stack.dispose();
});

test('columns are read by name, with a width where one is given', () => {
	const {columns, problems} = parseListColumns(['stream', 'Client', 'server', 'packets:8', 'server-name:30', 'ending']);
	assert.deepEqual(problems, []);
	assert.deepEqual(columns, [
		{id: 'stream'},
		{id: 'client'},
		{id: 'server'},
		{id: 'packets', width: 8},
		{id: 'serverName', width: 30},
		{id: 'ending'},
	]);
	assert.deepEqual(listColumnNames(columns), ['stream', 'client', 'server', 'packets:8', 'serverName:30', 'ending']);
});

test('what is wrong with a column is told, and the others are kept', () => {
	const {columns, problems} = parseListColumns(['stream', 'strem', 'packets:0', 'rtt:wide', 'stream', 'frame']);
	assert.deepEqual(columns, [{id: 'stream'}]);
	assert.equal(problems.length, 5);
	assert.match(problems[0]!, /^no column is called "strem": there are stream, start, /);
	assert.match(problems[1]!, /^the width of the column "packets" is a number of cells from 3 to 99, not "0"$/);
	assert.match(problems[2]!, /not "wide"$/);
	assert.match(problems[3]!, /^the column "stream" stands there twice$/);
	assert.match(problems[4]!, /^no column is called "frame": perhaps firstFrame or lastFrame$/);
});

test('without a column that is right the default ones are shown', () => {
	assert.deepEqual(parseListColumns(['nonsense']).columns, DEFAULT_COLUMNS);
	assert.deepEqual(parseListColumns([]), {columns: DEFAULT_COLUMNS, problems: ['a list needs at least one column']});
});
