import {fit, type Line, type Span} from '../../report/spans.ts';
import type {Session, SortColumn} from '../../session/session.ts';
import {Row} from '../draw/row.tsx';
import {Table} from '../draw/table.ts';
import {type Appearance, drawLine} from '../draw/theme.ts';
import type {PlacedColumn} from './stream-columns.ts';

/** A row of the table is no more than a stream's number: its cells are read from the shared tables when it is drawn. */
type StreamRow = {readonly stream: number};

export interface StreamTableProps {
	/** The visible rows only. */
	readonly data: StreamRow[];
	readonly columns: 'stream'[];
	readonly session: Session;
	readonly placed: readonly PlacedColumn[];
	readonly appearance: Appearance;
	readonly width: number;
	readonly selected: number;
	readonly sort: SortColumn;
	readonly descending: boolean;
	readonly clock: boolean;
}

/** ink-table without its frame: one row a stream, columns of fixed width, the selected row reversed. */
export class StreamTable extends Table<StreamRow> {
	declare readonly props: Readonly<StreamTableProps>;

	constructor(props: StreamTableProps) {
		super(props);
		this.header = this.separator = this.footer = () => null as never;
		this.heading = ({key}) => (
			<Row key={key} drawn={drawLine(headingLine(this.props), this.props.width, this.props.appearance)} />
		);
		this.data = ({key, data}) => {
			const stream = data.stream!;
			const {width, appearance, selected} = this.props;
			return <Row key={key} drawn={drawLine(streamLine(stream, this.props), width, appearance, stream === selected)} />;
		};
	}

	override getColumns() {
		return [{key: 'stream', column: 'stream' as const, width: this.props.width}];
	}
}

/** The headings; the sorted one has its direction in a blank beside it. */
export function headingLine({placed, appearance: {drawing}, sort, descending}: StreamTableProps): Line {
	const mark = descending ? drawing.descending : drawing.ascending;
	const spans: Span[] = [];
	let owed = '';
	for (const [index, {column, width, before}] of placed.entries()) {
		const role = column.id === sort ? 'sorted' : 'heading';
		const heading = column.heading(drawing);
		const blank = ' '.repeat(Math.max(0, width - heading.length));
		// The first column has the blank under which the cursor stands.
		const gap = index === 0 ? ' ' : owed + before.slice(owed.length);
		owed = column.id === sort ? mark : '';
		if (column.align === 'left') {
			spans.push({text: gap}, {text: heading, role}, {text: owed === '' ? blank : owed + blank.slice(1)});
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

/** The row of a stream. */
export function streamLine(stream: number, props: StreamTableProps): Line {
	const {session, placed, appearance, selected, clock} = props;
	const {drawing} = appearance;
	const spans: Span[] = [{text: stream === selected ? drawing.cursor : ' '}];
	for (const {column, width, before} of placed) {
		const {text, role} = column.cell(session, stream, {drawing, width, clock});
		spans.push({text: before}, {text: fit(text, width, drawing.ellipsis, column.align), role});
	}
	return spans;
}
