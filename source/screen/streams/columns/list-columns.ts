import {SORT_COLUMNS, type SortColumn} from '../../../session/session.ts';

/** A column that the list shows; without a width it takes what it needs and the terminal gives. */
export interface ListColumn {
	readonly id: SortColumn;
	/** In cells. */
	readonly width?: number;
}

/** The columns of the list, from left to right. */
export type ListColumns = readonly ListColumn[];

/** The widths that a user may give a column, in cells. */
export const LEAST_WIDTH = 3;
export const MOST_WIDTH = 99;

export const DEFAULT_COLUMNS: ListColumns = (
	[
		'stream',
		'start',
		'duration',
		'client',
		'server',
		'packets',
		'clientBytes',
		'serverBytes',
		'rtt',
		'idle',
		'retransmissions',
		'resets',
		'serverName',
		'file',
		'activity',
		'ending',
	] as const
).map(id => ({id}));

/**
 * Reads columns by name, each perhaps with a width: `["stream", "client", "server", "packets:8", "ending"]`. Case,
 * hyphens and underscores do not matter.
 *
 * @returns the columns that are right, and for each that is not a line that says what is wrong with it. Where none is
 * right, the columns that are shown by default.
 */
export function parseListColumns(names: readonly string[]): {columns: ListColumns; problems: readonly string[]} {
	const columns: ListColumn[] = [];
	const problems: string[] = [];
	for (const name of names) {
		const column = parseColumn(name);
		if (typeof column === 'string') problems.push(column);
		else if (columns.some(({id}) => id === column.id)) problems.push(`the column "${name}" stands there twice`);
		else columns.push(column);
	}
	if (names.length === 0) problems.push('a list needs at least one column');
	return {columns: columns.length === 0 ? DEFAULT_COLUMNS : columns, problems};
}

/** The names that `parseListColumns` reads. */
export function listColumnNames(columns: ListColumns): string[] {
	return columns.map(({id, width}) => (width === undefined ? id : `${id}:${width}`));
}

/** A column, or what is wrong with its name. */
function parseColumn(name: string): ListColumn | string {
	const [, word = '', width] = /^([^:]*)(?::(.*))?$/s.exec(name) ?? [];
	const plain = simplified(word);
	const id = SORT_COLUMNS.find(candidate => simplified(candidate) === plain);
	if (id === undefined) {
		const near = SORT_COLUMNS.filter(candidate => plain !== '' && simplified(candidate).includes(plain));
		const offered = near.length === 0 ? `there are ${SORT_COLUMNS.join(', ')}` : `perhaps ${near.join(' or ')}`;
		return `no column is called "${word}": ${offered}`;
	}
	if (width === undefined) return {id};
	const cells = /^\d+$/.test(width.trim()) ? Number(width) : Number.NaN;
	return cells >= LEAST_WIDTH && cells <= MOST_WIDTH
		? {id, width: cells}
		: `the width of the column "${word}" is a number of cells from ${LEAST_WIDTH} to ${MOST_WIDTH}, not "${width}"`;
}

function simplified(name: string): string {
	return name.replace(/[-_\s]/g, '').toLowerCase();
}
