import {scrollTo} from '../../keys/common-keys.ts';
import type {Facts} from '../../screen.ts';
import type {LadderModel} from '../ladder-model.ts';
import type {LadderState} from '../ladder-state.ts';
import {bytesRule, type PaneLines, padded} from './pane-frame.ts';

/** Opens the pane where the packet under the cursor speaks, or the next one that does. */
export function openFollow(state: LadderState, {columns, appearance}: Facts, model: LadderModel): LadderState {
	const lines = model.followed(state.hex, columns, appearance.drawing);
	const own = lines.findIndex(({index}) => index === state.index);
	const line = own >= 0 ? own : lines.findIndex(({index}) => index >= state.index);
	return {...state, pane: 'follow', focused: true, line: line >= 0 ? line : lines.length - 1};
}

/** What was said over the stream. */
export function followPane(
	state: LadderState,
	{columns, appearance, session}: Facts,
	model: LadderModel,
	rows: number,
): PaneLines {
	const {drawing} = appearance;
	const all = model.followed(state.hex, columns, drawing);
	const room = rows - 1;
	const top = scrollTo(state.line - (room >> 1), state.line, all.length, room);
	const shown = all.slice(top, top + room).map(({line}) => line);
	const title = `what was said: client ${drawing.to}, server ${drawing.from}`;
	return {
		lines: [bytesRule(title, session, state.focused, columns, drawing), ...padded(shown, room)],
		selected: 1 + state.line - top,
	};
}
