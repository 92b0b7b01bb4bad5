import {GROUPINGS, SORT_COLUMNS} from '../../session/session.ts';
import {tell} from '../keys/common-effects.ts';
import type {Preferences} from '../screen.ts';
import {parseListColumns} from '../streams/columns/list-columns.ts';
import {SWITCHES, THEME_NAMES} from './command-table.ts';
import type {CommandContext, Outcome} from './commands.ts';

export function setTheme(argument: string): Outcome {
	return THEME_NAMES.includes(argument) ? [{type: 'look', theme: argument}] : `a theme: ${THEME_NAMES.join(', ')}`;
}

export function setSwitch(argument: string, {below}: CommandContext): Outcome {
	const isOff = argument.startsWith('no');
	const name = isOff ? argument.slice('no'.length) : argument;
	switch (name) {
		case 'mouse':
			return [
				{type: 'mouse', on: !isOff},
				tell(isOff ? 'mouse off: the terminal selects text with it' : 'mouse on: clicks and the wheel are ours'),
			];
		case 'ascii':
			return [{type: 'look', ascii: !isOff}, tell(isOff ? 'Unicode signs' : 'ASCII only')];
		case 'gutter':
			return below.kind === 'ladder'
				? [{type: 'act', command: {action: 'states', key: isOff ? 'off' : 'on'}}]
				: ':set gutter on the ladder, whose TCP states it shows or hides';
		default:
			return `one of ${SWITCHES.join(', ')}, with no in front to switch it off`;
	}
}

export function sortList(argument: string): Outcome {
	const [name = '', direction = '', ...rest] = argument.split(/\s+/);
	const column = SORT_COLUMNS.find(id => id.toLowerCase() === name.toLowerCase());
	if (column === undefined) return `a column: ${SORT_COLUMNS.join(', ')}`;
	if (!['', 'asc', 'desc'].includes(direction) || rest.length > 0) return 'asc, desc or nothing behind the column';
	return [{type: 'sort', column, descending: direction === 'desc'}];
}

/** Groups the stream list; without an argument as the key does, by what comes next. */
export function groupBy(argument: string, {below}: CommandContext): Outcome {
	if (argument === '' && below.kind === 'streams') return [{type: 'act', command: {action: 'group'}}];
	const by = GROUPINGS.find(grouping => grouping === argument);
	return by === undefined ? `what to group by: ${GROUPINGS.join(', ')}` : [{type: 'group', by}];
}

/** Columns of the stream list, by name and perhaps width. */
export function setColumns(argument: string): Outcome {
	if (argument === '') return `columns, with commas between them: ${SORT_COLUMNS.join(',')}`;
	const {columns, problems} = parseListColumns(argument.split(',').map(name => name.trim()));
	return problems.length === 0 ? [{type: 'columns', columns}] : `columns: ${problems[0]}`;
}

/** What `:config` shows. */
export function configNotes({file, problems}: Preferences): string[] {
	const read = file === undefined ? 'No config file was read.' : `Read from ${file}.`;
	const judgement = problems.length === 0 ? 'Nothing is wrong with it.' : 'What is wrong does not count:';
	return [
		...(file === undefined && problems.length === 0 ? [read] : [read, judgement]),
		'',
		...problems,
		...(problems.length === 0 ? [] : ['']),
		'tcpwhy --print-config prints a file with all settings, as comments.',
	];
}
