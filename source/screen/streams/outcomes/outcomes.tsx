import {Box} from 'ink';
import {VERDICTS, verdictIndex} from '../../../diagnosis/verdicts.ts';
import {countText} from '../../../report/format.ts';
import {fit, type Line} from '../../../report/spans.ts';
import {Lines} from '../../draw/lines.tsx';
import {scrollTo} from '../../keys/common-keys.ts';
import type {Facts, ScreenDefinition, ScreenProps} from '../../screen.ts';
import {verdictSpan} from '../columns/cells.ts';
import {
	OUTCOME_KEYS,
	type Outcome,
	type OutcomesState,
	outcomeIndex,
	outcomesOf,
	reduceOutcomes,
} from './outcomes-state.ts';

/** How the streams ended, with counts, over the foot of the list. */
function Outcomes({state, facts}: ScreenProps<OutcomesState>) {
	const {appearance, columns, rows} = facts;
	const lines = outcomesOf(facts.session);
	const selected = outcomeIndex(state, lines);
	const room = Math.max(1, rows - 1);
	const top = scrollTo(selected - (room >> 1), selected, lines.length, room);
	const shown = lines.slice(top, top + room).map((outcome, row) => outcomeLine(outcome, top + row === selected, facts));
	return (
		<Box flexDirection="column" height={rows}>
			<Lines
				lines={[titleLine(facts), ...shown]}
				selected={1 + selected - top}
				width={columns}
				appearance={appearance}
				rows={rows}
			/>
		</Box>
	);
}

export const outcomes: ScreenDefinition<OutcomesState> = {
	Component: Outcomes,
	tables: () => [OUTCOME_KEYS],
	reduce: (state, command, {session}) => reduceOutcomes(state, command, session),
	/** Some of the list stays in sight. */
	overlayRows: (_state, {rows, session}) => Math.min(outcomesOf(session).length + 1, Math.max(3, rows - 6)),
	place(state, {session}) {
		const lines = outcomesOf(session);
		return `${outcomeIndex(state, lines) + 1}/${lines.length}`;
	},
};

/** Cells of a verdict's name with its mark, and of a count. */
const NAME = 31;
const COUNT = 9;

/** The title stands in the columns of the lines below. */
function titleLine({session, appearance: {drawing}}: Facts): Line {
	const heads = session.view.filter === undefined ? ['', 'streams'] : ['listed', 'of all'];
	return [
		{text: fit('Outcome', NAME + 4, drawing.ellipsis), role: 'title'},
		{text: heads.map(head => head.padStart(COUNT)).join(''), role: 'heading'},
	];
}

function outcomeLine({key, name, title, listed, all, verdict}: Outcome, isSelected: boolean, facts: Facts): Line {
	const {drawing} = facts.appearance;
	const isFiltered = facts.session.view.filter !== undefined;
	const span =
		verdict === undefined
			? {text: name, role: 'heading' as const}
			: verdictSpan(`${verdict}`, VERDICTS[verdictIndex(verdict)]!.category, drawing);
	const text = verdict === undefined ? span.text : `  ${span.text}`;
	return [
		{text: `${isSelected ? drawing.cursor : ' '}${key ?? ' '}  `, role: 'key'},
		{text: fit(text, NAME, drawing.ellipsis), role: span.role},
		{text: (isFiltered ? countText(listed) : '').padStart(COUNT)},
		{text: countText(all).padStart(COUNT)},
		{text: `  ${title}`, role: 'dim'},
	];
}
