import {Box} from 'ink';
import {CATEGORIES} from '../../diagnosis/diagnosis.ts';
import {VERDICTS} from '../../diagnosis/verdicts.ts';
import {countText, plural} from '../../report/format.ts';
import type {Drawing} from '../../report/ladder/drawing.ts';
import {type Line, type Span, spread} from '../../report/spans.ts';
import type {Session} from '../../session/session.ts';
import type {EndingsAnswer} from '../../session/view/endings-request.ts';
import {Lines} from '../draw/lines.tsx';
import type {Facts, ScreenDefinition, ScreenProps} from '../screen.ts';
import {statusLine, titleLine} from '../streams/status-lines.ts';
import {endingPanes, layOutEndings, paneLines, sideBySide} from './endings-panes.ts';
import {ENDINGS_TABLES, reduceEndings} from './endings-reducer.ts';
import type {EndingsState, PaneName} from './endings-state.ts';
import {timelineLines} from './timeline-lines.ts';

/**
 * What goes on in the capture, in one look:
 *
 *   title                                         title
 *   totals                                        totals
 *   [filter or load]                              [filter or load]
 *   VERDICTS …                                    VERDICTS …      │ ACROSS STREAMS …
 *   ACROSS STREAMS …          or, where wide:                     │ SERVERS …
 *   SERVERS …                                     OVER TIME …
 *   OVER TIME …
 */
function Endings({state, facts}: ScreenProps<EndingsState>) {
	const {appearance, columns, rows} = facts;
	return (
		<Box flexDirection="column" height={rows}>
			<Lines lines={endingsLines(state, facts)} width={columns} appearance={appearance} rows={rows} />
		</Box>
	);
}

function endingsLines(state: EndingsState, facts: Facts): Line[] {
	const {session, columns, appearance} = facts;
	const {drawing} = appearance;
	const layout = layOutEndings(facts);
	const answer = session.endings();
	const head: Line[] = [titleLine(session, columns, drawing), totalsLine(session, answer, columns, drawing)];
	if (layout.head > head.length) head.push(statusLine(session, columns, drawing));
	if (answer === undefined) return [...head, [], [{text: `  Counting${drawing.ellipsis}`, role: 'dim'}]];
	const panes = endingPanes(state, facts);
	const lines = (name: PaneName) => paneLines(panes[name], state.pane === name, emptyText(name, answer), drawing);
	const gap: Line[] = Array.from({length: layout.gap}, () => []);
	const right = [...lines('findings'), ...gap, ...lines('places')];
	const body = layout.isWide
		? sideBySide(lines('verdicts'), right, layout.left, drawing)
		: [...lines('verdicts'), ...gap, ...right];
	return [...head, ...gap, ...body, ...gap, ...timelineLines(answer.summary.timeline, columns, layout.strip, drawing)];
}

function emptyText(name: PaneName, {summary}: EndingsAnswer): string {
	if (name === 'findings')
		return summary.findings === undefined
			? 'told when the capture is read to its end'
			: 'nothing beyond single streams';
	return 'none so far';
}

/** How many streams ended abnormally, normally …; and which streams are counted. */
function totalsLine(session: Session, answer: EndingsAnswer | undefined, width: number, drawing: Drawing): Line {
	if (answer === undefined) return [];
	const {summary, filter, complete} = answer;
	const all = session.tables.streams.length;
	const spans = CATEGORIES.flatMap((category): Span[] => {
		const count = summary.verdicts
			.filter(({verdict}) => VERDICTS[verdict]!.category === category)
			.reduce((sum, {streams}) => sum + streams, 0);
		return [{text: `${drawing[category]} ${countText(count)} ${category}`, role: category}, {text: '   '}];
	});
	if (summary.unjudged > 0) spans.push({text: `${countText(summary.unjudged)} not judged yet`, role: 'dim'});
	const more = complete ? '' : drawing.ellipsis;
	const counted =
		filter === ''
			? `all ${plural(summary.streams, 'stream')}${more}`
			: `${countText(summary.streams)} of ${plural(all, 'stream')} pass the filter${more}`;
	return spread(spans, [{text: counted}], width, drawing.ellipsis);
}

export const endingsOverview: ScreenDefinition<EndingsState> = {
	Component: Endings,
	tables: () => ENDINGS_TABLES,
	reduce: reduceEndings,
	place(state, facts) {
		const {rows, index} = endingPanes(state, facts)[state.pane];
		return rows.length === 0 ? '' : `${index + 1}/${rows.length}`;
	},
};
