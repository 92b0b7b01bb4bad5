import {COMMON_KEYS, MOVE_KEYS} from '../keys/common-keys.ts';
import type {Binding, KeyTable} from '../keys/key-table.ts';
import {STREAM_COLUMNS} from './columns/stream-columns.ts';

export const LIST_KEYS: KeyTable = {
	title: 'Stream list',
	bindings: [
		{
			keys: ['enter', 'l', 'right'],
			action: 'open',
			label: 'open the ladder of the stream; open or close a group',
			footer: 'ladder',
		},
		{keys: ['f'], action: 'outcomes', label: 'filter by how connections ended, with counts', footer: 'outcome'},
		{keys: ['t'], action: 'group', label: 'group by verdict, by server, by client, not at all', footer: 'group'},
		{keys: [' '], action: 'mark', label: 'mark or unmark the stream, or all of a group', footer: 'mark'},
		{keys: ['<'], action: 'sort-previous', label: 'sort by the previous column', footer: 'sort'},
		{keys: ['>'], action: 'sort-next', label: 'sort by the next column', footer: 'sort'},
		{keys: ['R', 'z', 'Z'], action: 'reverse', label: 'reverse the order', footer: 'reverse'},
		{keys: ['K'], action: 'meaning', label: 'what the verdict means, whatever the stream'},
		{keys: ['c'], action: 'columns', label: 'choose, order and size the columns', footer: 'columns'},
		{keys: ['x'], action: 'exclude', label: "without this row's verdict, or group: added to the filter"},
		{keys: ['X'], action: 'only', label: "only this row's verdict, or group: added to the filter"},
		{keys: ['['], action: 'previous-alike', label: 'previous stream with the same verdict'},
		{keys: [']'], action: 'next-alike', label: 'next stream with the same verdict'},
		{keys: ['V'], action: 'range', label: 'begin a range at the cursor; again, or Space: mark it'},
		{keys: ['*'], action: 'mark-all', label: 'mark all streams listed; again: unmark them'},
		{keys: ['u'], action: 'unmark-all', label: 'take all marks away'},
		{keys: ['w'], action: 'write', label: 'write the marked streams, or this one, to a capture file'},
		{keys: ['W'], action: 'write-passing', label: 'write all packets that pass the filter to a capture file'},
		{keys: ['p'], action: 'pause', label: 'while packets come in: stand still and keep them; again: go on'},
		{keys: ['v'], action: 'graph', label: 'graphs of the stream: sequence, round-trip time, window, throughput'},
		{keys: ['@'], action: 'clock', label: 'start: since the first packet, or time of day'},
		{keys: ['h', 'left'], action: 'close-group', label: 'close the group'},
		{keys: ['escape'], action: 'clear', label: 'give up the range, or take the filter off'},
		{keys: ['q'], action: 'close', label: 'quit', footer: 'quit'},
	],
};

export const SORT_KEYS: KeyTable = {
	title: 'Sort by column; again: reverse, or the next of several',
	bindings: sortBindings(),
};

/** One binding for the columns that share a key. */
function sortBindings(): Binding[] {
	const keys = [...new Set(STREAM_COLUMNS.map(({key}) => key))];
	return keys.map(key => {
		const sharing = STREAM_COLUMNS.filter(column => column.key === key);
		const [first] = sharing;
		return {
			keys: [`s ${key}`, ...(first!.shortcut === undefined ? [] : [first!.shortcut])],
			action: `sort-${first!.id}`,
			label: sharing.map(({label}) => label).join('; '),
		};
	});
}

export const LIST_TABLES: readonly KeyTable[] = [LIST_KEYS, SORT_KEYS, MOVE_KEYS, COMMON_KEYS];
