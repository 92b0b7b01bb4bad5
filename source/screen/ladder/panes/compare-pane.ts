import type {Line} from '../../../report/spans.ts';
import {scrollTo} from '../../keys/common-keys.ts';
import type {Facts} from '../../screen.ts';
import type {LadderModel} from '../ladder-model.ts';
import type {LadderState} from '../ladder-state.ts';
import {comparedFields, compareLines} from './compare-lines.ts';
import {type PaneLines, padded, rule} from './pane-frame.ts';

/** Two packets, field by field. */
export function comparePane(state: LadderState, facts: Facts, model: LadderModel, rows: number): PaneLines {
	const {drawing} = facts.appearance;
	const [head, ...lines] = comparison(state, facts, model);
	const title = state.showsSame ? 'comparison: all fields' : 'comparison: fields that differ';
	const room = Math.max(0, rows - 2);
	const top = scrollTo(state.line - (room >> 1), state.line, lines.length, room);
	return {
		lines: [
			rule(title, state.focused, facts.columns, drawing),
			head ?? [],
			...padded(lines.slice(top, top + room), room),
		],
		selected: 2 + state.line - top,
	};
}

/** The lines of the comparison, its headings first. */
export function comparison(state: LadderState, {columns, appearance}: Facts, model: LadderModel): Line[] {
	const [left, right] = state.compared;
	const fields = comparedFields(model.packetDetails(left), model.packetDetails(right));
	const heading = (index: number) => {
		const side = model.ladder.sender(index);
		const to = side === 'client' ? appearance.drawing.to : appearance.drawing.from;
		return `${to} frame ${model.ladder.frame(index)}, ${side}`;
	};
	return compareLines(fields, [heading(left), heading(right)], state.showsSame, columns, appearance.drawing);
}
