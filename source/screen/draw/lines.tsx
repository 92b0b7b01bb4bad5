import type {Line} from '../../report/spans.ts';
import {Row} from './row.tsx';
import {type Appearance, drawLine} from './theme.ts';

export interface LinesProps {
	readonly lines: readonly Line[];
	readonly width: number;
	readonly appearance: Appearance;
	/** Index of the line in reverse video. */
	readonly selected?: number | undefined;
	/** Cells of height: missing lines are blank, those too many are not drawn. */
	readonly rows?: number;
}

/** Lines as rows of the terminal: one text a row, which is what Ink draws fastest. */
export function Lines({lines, width, appearance, selected, rows = lines.length}: LinesProps) {
	return Array.from({length: rows}, (_, row) => (
		<Row key={row} drawn={drawLine(lines[row] ?? [], width, appearance, row === selected)} />
	));
}
