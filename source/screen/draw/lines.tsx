import type {Line} from '../../report/spans.ts';
import {Row} from './row.tsx';
import {type Appearance, drawLine} from './theme.ts';

export interface LinesProps {
	readonly lines: readonly Line[];
	readonly width: number;
	readonly appearance: Appearance;
	/** Index of the line in reverse video, or of the first of several. */
	readonly selected?: number | undefined;
	readonly selectedRows?: number;
	/** Cells of height: missing lines are blank, those too many are not drawn. */
	readonly rows?: number;
}

/** Lines as rows of the terminal: one text a row, which is what Ink draws fastest. */
export function Lines({lines, width, appearance, selected = -1, selectedRows = 1, rows = lines.length}: LinesProps) {
	const isSelected = (row: number) => selected >= 0 && row >= selected && row < selected + selectedRows;
	return Array.from({length: rows}, (_, row) => (
		<Row key={row} drawn={drawLine(lines[row] ?? [], width, appearance, isSelected(row))} />
	));
}
