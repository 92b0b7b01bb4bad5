import {Box} from 'ink';
import {fit, type Line} from '../../../report/spans.ts';
import {Lines} from '../../draw/lines.tsx';
import {scrollTo} from '../../keys/common-keys.ts';
import {keyLabel} from '../../keys/key-table.ts';
import type {Facts, ScreenDefinition, ScreenProps} from '../../screen.ts';
import {COLUMN_KEYS, type ColumnPickerState, placedWidths, reduceColumnPicker} from './column-picker-state.ts';
import {streamColumn} from './stream-columns.ts';

/** The columns over the foot of the list, which changes with them. */
function ColumnPicker({state, facts}: ScreenProps<ColumnPickerState>) {
	const {appearance, columns, rows} = facts;
	const room = Math.max(1, rows - 1);
	const top = scrollTo(state.selected - (room >> 1), state.selected, state.items.length, room);
	return (
		<Box flexDirection="column" height={rows}>
			<Lines
				lines={[[{text: 'Columns', role: 'title'}], ...pickerLines(state, facts).slice(top, top + room)]}
				selected={1 + state.selected - top}
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

/** Cells of a heading and of a label. */
const HEADING = 12;
const LABEL = 46;

function pickerLines(state: ColumnPickerState, facts: Facts): Line[] {
	const {drawing} = facts.appearance;
	const widths = placedWidths(state, facts);
	return state.items.map(({id, isShown, width}, index) => {
		const {heading, key, label} = streamColumn(id);
		const cells = widths.get(id);
		const own = width === undefined ? '' : ` of ${width} wanted`;
		const remark = !isShown ? '' : cells === undefined ? 'no room, or nothing to show' : `${cells} cells${own}`;
		return [
			{text: `${index === state.selected ? drawing.cursor : ' '}${isShown ? '[x] ' : '[ ] '}`, role: 'key'},
			{text: `${fit(heading(drawing), HEADING, drawing.ellipsis)} `},
			{text: `${fit(label, LABEL, drawing.ellipsis)} `, role: 'dim'},
			{text: `s${keyLabel(key)}  `, role: 'key'},
			{text: remark, role: 'dim'},
		];
	});
}
