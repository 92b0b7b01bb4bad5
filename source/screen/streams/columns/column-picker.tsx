import {Box} from 'ink';
import {fit, type Line} from '../../../report/spans.ts';
import {blocksInSight, hangingLines} from '../../draw/blocks.ts';
import {Lines} from '../../draw/lines.tsx';
import {keyLabel} from '../../keys/key-table.ts';
import type {Facts, ScreenDefinition, ScreenProps} from '../../screen.ts';
import {COLUMN_KEYS, type ColumnPickerState, placedWidths, reduceColumnPicker} from './column-picker-state.ts';
import {streamColumn} from './stream-columns.ts';

/** The columns over the foot of the list, which changes with them. */
function ColumnPicker({state, facts}: ScreenProps<ColumnPickerState>) {
	const {appearance, columns, rows} = facts;
	const shown = blocksInSight(columnBlocks(state, facts), state.selected, Math.max(1, rows - 1));
	return (
		<Box flexDirection="column" height={rows}>
			<Lines
				lines={[[{text: 'Columns', role: 'title'}], ...shown.lines]}
				selected={1 + shown.selected}
				selectedRows={shown.selectedRows}
				width={columns}
				appearance={appearance}
				rows={rows}
			/>
		</Box>
	);
}

export const columnPicker: ScreenDefinition<ColumnPickerState> = {
	Component: ColumnPicker,
	tables: () => [COLUMN_KEYS],
	reduce: reduceColumnPicker,
	/** Some of the list stays in sight. */
	overlayRows: ({items}, {rows}) => Math.min(items.length + 1, Math.max(3, Math.floor(rows * 0.6))),
	place: ({selected, items}) => `${selected + 1}/${items.length}`,
};

/** Cells of the cursor and the box, of a heading, of a key, and of what became of the column. */
const BOX = 5;
const HEADING = 13;
const KEY = 4;
const REMARK = 16;

function columnBlocks(state: ColumnPickerState, facts: Facts): Line[][] {
	const {drawing} = facts.appearance;
	const widths = placedWidths(state, facts);
	return state.items.map(({id, isShown, width}, index) => {
		const {heading, key, label} = streamColumn(id);
		const head: Line = [
			{text: `${index === state.selected ? drawing.cursor : ' '}${isShown ? '[x]' : '[ ]'} `, role: 'key'},
			{text: fit(heading(drawing), HEADING, drawing.ellipsis)},
			{text: `s${keyLabel(key)}`.padEnd(KEY), role: 'key'},
			{text: isShown ? remark(widths.get(id), width) : '', role: 'dim'},
		];
		return hangingLines(head, BOX + HEADING + KEY + REMARK, {text: label, role: 'dim'}, facts.columns);
	});
}

/** How many cells a column has; one that finds no room, or nothing to say of this capture, has none. */
function remark(cells: number | undefined, wanted: number | undefined): string {
	if (cells === undefined) return 'not shown';
	return wanted === undefined || wanted === cells ? `${cells} cells` : `${cells} of ${wanted} cells`;
}
