import {Box} from 'ink';
import {VERDICTS} from '../../diagnosis/verdicts.ts';
import type {Line} from '../../report/spans.ts';
import {Lines} from '../draw/lines.tsx';
import {scrollTo} from '../keys/common-keys.ts';
import type {Facts, ScreenDefinition, ScreenProps} from '../screen.ts';
import {guideLines, verdictListLines} from './guide-lines.ts';
import {reduceVerdict, VERDICT_CHROME, verdictTables} from './verdict-reducer.ts';
import type {VerdictState} from './verdict-state.ts';

/** A title, and below it the page of one verdict or the list of all. */
function VerdictScreen({state, facts}: ScreenProps<VerdictState>) {
	const {appearance, columns, rows} = facts;
	const {lines, selected} = shownLines(state, facts);
	return (
		<Box flexDirection="column" height={rows}>
			<Lines lines={lines} selected={selected} width={columns} appearance={appearance} rows={rows} />
		</Box>
	);
}

function shownLines({verdict, index, top}: VerdictState, {columns, rows, appearance}: Facts) {
	const {drawing} = appearance;
	const room = rows - VERDICT_CHROME;
	const title: Line = [
		{text: 'tcpwhy', role: 'title'},
		{text: verdict === undefined ? '  all verdicts' : '  what a verdict means'},
	];
	if (verdict !== undefined)
		return {lines: [title, ...guideLines(verdict, columns, drawing).slice(top, top + room)], selected: undefined};
	const first = scrollTo(index - (room >> 1), index, VERDICTS.length, room);
	const list = verdictListLines(drawing).map(
		(line, place): Line => [{text: place === index ? drawing.cursor : ' '}, ...line],
	);
	return {lines: [title, ...list.slice(first, first + room)], selected: VERDICT_CHROME + index - first};
}

export const verdictScreen: ScreenDefinition<VerdictState> = {
	Component: VerdictScreen,
	tables: verdictTables,
	reduce: reduceVerdict,
	place({verdict, index, top}, {columns, rows, appearance}) {
		if (verdict === undefined) return `${index + 1}/${VERDICTS.length}`;
		const count = guideLines(verdict, columns, appearance.drawing).length;
		return `${Math.min(count, top + rows - VERDICT_CHROME)}/${count}`;
	},
};
