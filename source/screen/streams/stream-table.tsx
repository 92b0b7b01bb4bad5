import {Fragment} from 'react';
import type {Drawing} from '../../report/ladder/drawing.ts';
import {fit, type Line, type Span} from '../../report/spans.ts';
import type {Session, SortColumn} from '../../session/session.ts';
import {Row} from '../draw/row.tsx';
import {Table} from '../draw/table.ts';
import {type Appearance, drawLine} from '../draw/theme.ts';
import type {PlacedColumn} from './columns/place-columns.ts';
import {groupHeadingLine, groupLine} from './groups/group-line.ts';
import {hasOnlyGroups, type ListRow} from './groups/list-rows.ts';

/**
 * What ink-table takes for a row of data: the whole window. It names each of its rows by a hash of what is in it, which
 * for every stream would be a third of a frame, and would make others of all rows when the list scrolls.
 */
type Window = {readonly rows: number};

export interface StreamTableProps {
	/** The visible rows only. */
	readonly data: Window[];
	readonly columns: 'rows'[];
	/** The first of them. */
	readonly top: number;
	readonly session: Session;
	/** What stands in a row of the list. */
	readonly at: (row: number) => ListRow;
	/** A marked stream, or a group all of whose streams are; a row of a range that is not marked yet counts. */
	readonly isMarked: (row: number) => boolean;
	readonly placed: readonly PlacedColumn[];
	readonly appearance: Appearance;
	readonly width: number;
	/** Row of the cursor. */
	readonly selected: number;
	readonly sort: SortColumn;
	readonly descending: boolean;
	readonly clock: boolean;
}

/** ink-table without its frame: one row a stream or group, columns of fixed width, the selected row reversed. */
export class StreamTable extends Table<Window> {
	declare readonly props: Readonly<StreamTableProps>;

	constructor(props: StreamTableProps) {
		super(props);
		this.header = this.separator = this.footer = () => null as never;
		this.heading = ({key}) => (
			<Row key={key} drawn={drawLine(headingLine(this.props), this.props.width, this.props.appearance)} />
		);
		this.data = ({key, data}) => {
			const {top, width, appearance, selected} = this.props;
			const drawn = Array.from({length: data.rows!}, (_, row) =>
				drawLine(listLine(top + row, this.props), width, appearance, top + row === selected),
			);
			return (
				<Fragment key={key}>
					{drawn.map((line, row) => (
						<Row key={row} drawn={line} />
					))}
				</Fragment>
			);
		};
	}

	override getColumns() {
		return [{key: 'rows', column: 'rows' as const, width: this.props.width}];
	}
}

/** The headings: of the streams' columns where any is in sight, else of the groups. */
function headingLine(props: StreamTableProps): Line {
	const {session, data, top, at, width, appearance} = props;
	const {groups} = session.view;
	return groups !== undefined && hasOnlyGroups(at, top, data[0]!.rows)
		? groupHeadingLine(groups.by, width, props, appearance.drawing)
		: columnHeadings(props);
}

/** The headings of columns; the sorted one has its direction in a blank beside it. */
function columnHeadings({placed, appearance: {drawing}, sort, descending}: StreamTableProps): Line {
	const mark = descending ? drawing.descending : drawing.ascending;
	const spans: Span[] = [];
	let owed = '';
	for (const [index, {column, width, before}] of placed.entries()) {
		const role = column.id === sort ? 'sorted' : 'heading';
		// A column may be narrower than its heading if the user wants it so.
		const heading = column.heading(drawing).slice(0, width);
		const blank = ' '.repeat(width - heading.length);
		// The first column has the blank under which the cursor stands.
		const gap = index === 0 ? ' ' : owed + before.slice(owed.length);
		owed = column.id === sort ? mark : '';
		if (column.align === 'left') {
			spans.push({text: gap}, {text: heading, role});
			if (owed !== '' && blank === '') continue;
			spans.push({text: owed === '' ? blank : owed + blank.slice(1)});
			owed = '';
		} else if (owed !== '' && (index === 0 || blank !== '')) {
			spans.push({text: (gap + blank).slice(0, -1) + owed}, {text: heading, role});
			owed = '';
		} else {
			spans.push({text: gap + blank}, {text: heading, role});
		}
	}
	return spans;
}

/** One row: in its first cell the cursor, or the mark, which the cursor's reverse video leaves in sight. */
export function listLine(row: number, props: StreamTableProps): Line {
	const {session, appearance, selected, isMarked, at, width} = props;
	const {drawing} = appearance;
	const sign = signSpan(row === selected, isMarked(row), drawing);
	const found = at(row);
	return found.kind === 'group'
		? [sign, ...groupLine(session, found.group, found.isOpen, width, drawing)]
		: [sign, ...streamCells(found.stream, props)];
}

function signSpan(isSelected: boolean, isMarked: boolean, drawing: Drawing): Span {
	if (isMarked) return {text: drawing.match, role: 'match'};
	return {text: isSelected ? drawing.cursor : ' '};
}

function streamCells(stream: number, {session, placed, appearance: {drawing}, clock}: StreamTableProps): Line {
	return placed.flatMap(({column, width, before}) => {
		const {text, role} = column.cell(session, stream, {drawing, width, clock});
		return [{text: before}, {text: fit(text, width, drawing.ellipsis, column.align), role}];
	});
}
