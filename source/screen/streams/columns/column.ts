import type {Drawing} from '../../../report/ladder/drawing.ts';
import type {Span} from '../../../report/spans.ts';
import type {Session, SortColumn} from '../../../session/session.ts';

/** A column of the stream list. */
export interface StreamColumn {
	readonly id: SortColumn;
	heading(drawing: Drawing): string;
	/** What the column holds, for the help screen and the column picker. */
	readonly label: string;
	/** Key that sorts by this column behind `s`; columns that share one take turns. */
	readonly key: string;
	/** Key that sorts without `s`. */
	readonly shortcut?: string;
	/** First sorted with the greatest on top: for amounts, which people look up from that end. */
	readonly descendingFirst: boolean;
	readonly align: 'left' | 'right';
	/** Cells below which the column says too little to stay, where its text is that long. */
	readonly narrowest: number;
	/** Cells that all of its text needs; the capture's longest text may be shorter. */
	readonly widest: number;
	/** Columns with the greatest number leave first when there is no room; 0 never leaves. */
	readonly leaves: number;
	/** Other columns leave before this one is cut. */
	readonly isCutLast?: boolean;
	/** Cells up to which text is whole before columns of less importance (`leaves`) come in. */
	readonly comfortable?: number;
	/** Place among those that share spare room, the smallest first; left out: no need of more. */
	readonly grows?: number;
	/** What stands in the cell; the text may be longer than `width`, it is cut then. */
	cell(session: Session, stream: number, look: CellLook): Span;
}

export interface CellLook {
	readonly drawing: Drawing;
	readonly width: number;
	/** Start as time of day rather than since the capture's first packet. */
	readonly clock: boolean;
}
