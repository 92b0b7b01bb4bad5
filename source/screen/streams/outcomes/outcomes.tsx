import {Box} from 'ink';
import {VERDICTS, verdictIndex} from '../../../diagnosis/verdicts.ts';
import {countText} from '../../../report/format.ts';
import type {Drawing} from '../../../report/ladder/drawing.ts';
import type {Line} from '../../../report/spans.ts';
import {blocksInSight, hangingLines} from '../../draw/blocks.ts';
import {Lines} from '../../draw/lines.tsx';
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
	const blocks = outcomeBlocks(state, facts);
	const selected = outcomeIndex(state, outcomesOf(facts.session));
	const shown = blocksInSight(blocks, selected, Math.max(1, rows - 1));
	return (
		<Box flexDirection="column" height={rows}>
			<Lines
				lines={[titleLine(facts), ...shown.lines]}
				selected={1 + shown.selected}
				selectedRows={shown.selectedRows}
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
	overlayRows: (state, facts) => Math.min(outcomeBlocks(state, facts).flat().length + 1, Math.max(3, facts.rows - 6)),
	place(state, {session}) {
		const lines = outcomesOf(session);
		return `${outcomeIndex(state, lines) + 1}/${lines.length}`;
	},
};

/** Cells of the cursor and of an outcome's letter. */
const MARGIN = 4;
/** Cells between two columns. */
const GAP = 2;

/** Cells of names, as wide as the longest verdict that was met, and of a count. */
function cellsOf({session}: Facts): {readonly names: number; readonly counts: number} {
	const outcomes = outcomesOf(session);
	return {
		names: Math.max(...outcomes.map(({name, verdict}) => name.length + (verdict === undefined ? 0 : GAP + GAP))),
		counts: GAP + Math.max('streams'.length, countText(session.tables.streams.length).length),
	};
}

/** The title stands in the columns of the lines below. */
function titleLine(facts: Facts): Line {
	const {names, counts} = cellsOf(facts);
	const heads = facts.session.view.filter === undefined ? ['streams'] : ['listed', 'of all'];
	return [
		{text: 'Outcome'.padEnd(MARGIN + names), role: 'title'},
		{text: heads.map(head => head.padStart(counts)).join(''), role: 'heading'},
	];
}

/** The lines of each outcome: what one means goes on below where there is no room beside it. */
function outcomeBlocks(state: OutcomesState, facts: Facts): Line[][] {
	const outcomes = outcomesOf(facts.session);
	const selected = outcomeIndex(state, outcomes);
	const {names, counts} = cellsOf(facts);
	const isFiltered = facts.session.view.filter !== undefined;
	const indent = MARGIN + names + (isFiltered ? 2 : 1) * counts + GAP;
	return outcomes.map((outcome, index) => {
		const numbers = isFiltered ? [outcome.listed, outcome.all] : [outcome.all];
		const head = [
			...nameSpans(outcome, index === selected, names, facts.appearance.drawing),
			{text: numbers.map(count => countText(count).padStart(counts)).join('')},
		];
		return hangingLines(head, indent, {text: outcome.title, role: 'dim'}, facts.columns);
	});
}

function nameSpans({key, name, verdict}: Outcome, isSelected: boolean, cells: number, drawing: Drawing): Line {
	const span =
		verdict === undefined
			? {text: name, role: 'heading' as const}
			: verdictSpan(verdict, VERDICTS[verdictIndex(verdict)]!.category, drawing);
	const text = verdict === undefined ? span.text : `  ${span.text}`;
	return [
		{text: `${isSelected ? drawing.cursor : ' '}${key ?? ' '}  `, role: 'key'},
		{text: text.padEnd(cells), role: span.role},
	];
}
