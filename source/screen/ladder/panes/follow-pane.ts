import {scrollTo} from '../../keys/common-keys.ts';
import type {Facts} from '../../screen.ts';
import type {LadderModel} from '../ladder-model.ts';
import type {LadderState} from '../ladder-state.ts';
import {bytesRule, type PaneLines, padded} from './pane-frame.ts';

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
