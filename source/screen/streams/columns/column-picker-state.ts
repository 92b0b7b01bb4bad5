import {SORT_COLUMNS, type SortColumn} from '../../../session/session.ts';
import {moveTo} from '../../keys/common-keys.ts';
import type {Command, KeyTable} from '../../keys/key-table.ts';
import type {Effect, Facts, Step} from '../../screen.ts';
import type {StreamListState} from '../stream-list-state.ts';
import {DEFAULT_COLUMNS, LEAST_WIDTH, type ListColumns, MOST_WIDTH} from './list-columns.ts';
import {placedColumns} from './place-columns.ts';
import {streamColumn} from './stream-columns.ts';

/** A column in the picker: those that are not shown keep their place, too. */
export interface PickedColumn {
	readonly id: SortColumn;
	readonly isShown: boolean;
	readonly width?: number;
}

export interface ColumnPickerState {
	readonly kind: 'columns';
	readonly items: readonly PickedColumn[];
	readonly selected: number;
	/** How the list below is drawn. */
	readonly list: Pick<StreamListState, 'sort' | 'clock'>;
}

/** The columns that are shown, then the others. */
export function openColumnPicker({columns, sort, clock}: StreamListState): ColumnPickerState {
	return {kind: 'columns', items: itemsOf(columns), selected: 0, list: {sort, clock}};
}

function itemsOf(columns: ListColumns): PickedColumn[] {
	const hidden = SORT_COLUMNS.filter(id => !columns.some(column => column.id === id));
	return [...columns.map(column => ({...column, isShown: true})), ...hidden.map(id => ({id, isShown: false}))];
}

export const COLUMN_KEYS: KeyTable = {
	title: 'Columns',
	bindings: [
		{keys: [' '], action: 'toggle', label: 'show or hide the column', footer: 'show'},
		{keys: ['J'], action: 'move-down', label: 'move it to the right', footer: 'move'},
		{keys: ['K'], action: 'move-up', label: 'move it to the left', footer: 'move'},
		{keys: ['<'], action: 'narrower', label: 'narrower', footer: 'width'},
		{keys: ['>'], action: 'wider', label: 'wider', footer: 'width'},
		{keys: ['='], action: 'natural', label: 'as wide as its text needs', footer: 'natural width'},
		{keys: ['D'], action: 'defaults', label: 'the columns that are shown by default', footer: 'defaults'},
		{keys: ['j', 'down'], action: 'down', label: 'one down'},
		{keys: ['k', 'up'], action: 'up', label: 'one up'},
		{keys: ['g g', 'home'], action: 'top', label: 'first'},
		{keys: ['G', 'end'], action: 'bottom', label: 'last'},
		{
			keys: ['enter', 'escape', 'q', 'c', 'h', 'left', 'ctrl-c'],
			action: 'close',
			label: 'back to the list, which shows the columns as they are here',
			footer: 'back',
		},
		{keys: ['Q'], action: 'quit', label: 'quit at once'},
	],
};

/** The columns that are shown, as the list takes them. */
export function pickedColumns({items}: ColumnPickerState): ListColumns {
	return items.filter(({isShown}) => isShown).map(({id, width}) => (width === undefined ? {id} : {id, width}));
}

export function reduceColumnPicker(
	state: ColumnPickerState,
	{action, count}: Command,
	facts: Facts,
): Step<ColumnPickerState> {
	const {items, selected} = state;
	const target = moveTo(action, count, selected, items.length, items.length);
	if (target !== undefined) return {state: {...state, selected: target}};
	const item = items[selected]!;
	switch (action) {
		case 'toggle':
			if (item.isShown && pickedColumns(state).length === 1) return {state, effects: [LAST]};
			return changed(state, {...item, isShown: !item.isShown});
		case 'move-down':
			return moved(state, Math.min(items.length - 1, selected + (count ?? 1)));
		case 'move-up':
			return moved(state, Math.max(0, selected - (count ?? 1)));
		case 'narrower':
			return changed(state, resized(item, -(count ?? 1), state, facts));
		case 'wider':
			return changed(state, resized(item, count ?? 1, state, facts));
		case 'natural':
			return changed(state, {id: item.id, isShown: item.isShown});
		case 'defaults':
			return picked({...state, items: itemsOf(DEFAULT_COLUMNS), selected: 0});
		case 'close':
		case 'quit':
			return {state, effects: [{type: action}]};
		default:
			return {state};
	}
}

const LAST: Effect = {type: 'message', message: {text: 'a list needs at least one column', role: 'dim'}};

function changed(state: ColumnPickerState, item: PickedColumn): Step<ColumnPickerState> {
	return picked({...state, items: state.items.with(state.selected, item)});
}

function moved(state: ColumnPickerState, target: number): Step<ColumnPickerState> {
	const items = state.items.toSpliced(state.selected, 1).toSpliced(target, 0, state.items[state.selected]!);
	return picked({...state, items, selected: target});
}

/** The list shows at once what was chosen. */
function picked(state: ColumnPickerState): Step<ColumnPickerState> {
	return {state, effects: [{type: 'columns', columns: pickedColumns(state)}]};
}

/** A column gets or changes a width of its own, from the one that it has on the screen. */
function resized(item: PickedColumn, by: number, state: ColumnPickerState, facts: Facts): PickedColumn {
	const now = item.width ?? placedWidths(state, facts).get(item.id) ?? streamColumn(item.id).narrowest;
	return {...item, width: Math.max(LEAST_WIDTH, Math.min(MOST_WIDTH, now + by))};
}

/** The cells that each column has on a screen of this width; a column that finds no room is not among them. */
export function placedWidths(state: ColumnPickerState, facts: Facts): ReadonlyMap<SortColumn, number> {
	const placed = placedColumns({columns: pickedColumns(state), ...state.list}, facts);
	return new Map(placed.map(({column, width}) => [column.id, width]));
}
