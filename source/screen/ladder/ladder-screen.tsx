import {Box} from 'ink';
import {bytesText, countText, durationText, plural} from '../../report/format.ts';
import type {Drawing} from '../../report/ladder/drawing.ts';
import {endpointLines, headingLine} from '../../report/ladder/ladder-lines.ts';
import {UnitKind} from '../../report/ladder/runs.ts';
import {sanitize} from '../../report/sanitize.ts';
import {type Line, spread} from '../../report/spans.ts';
import type {Session} from '../../session/session.ts';
import {Lines} from '../draw/lines.tsx';
import {COMMON_KEYS} from '../keys/common-keys.ts';
import type {Cell, Facts, ScreenDefinition, ScreenProps, Step} from '../screen.ts';
import {HERE, sinceMark} from './jumps.ts';
import {type LadderModel, ladderModel} from './ladder-model.ts';
import {ladderPlaces} from './ladder-places.ts';
import {type LadderState, ladderTables, reduceLadder, select} from './ladder-state.ts';
import {windowRows, windowTop} from './ladder-window.ts';
import {findText} from './panes/find.ts';
import {paneLines} from './panes/pane-lines.ts';
import {verdictFoot} from './verdict-lines.ts';

/** One stream, one row a packet, with the verdict at the foot and a pane between them when it is asked for. */
function LadderScreen({state, facts}: ScreenProps<LadderState>) {
	const {session, appearance, columns, rows} = facts;
	const model = ladderModel(session, state.stream);
	const lines = model === undefined ? waiting(state, facts) : undefined;
	const {all, selected} = lines === undefined ? ladderLines(state, facts, model!) : {all: lines, selected: undefined};
	return (
		<Box flexDirection="column" height={rows}>
			<Lines lines={all} selected={selected} width={columns} appearance={appearance} rows={rows} />
		</Box>
	);
}

/** A click selects a packet or a folded run; in the pane it gives the pane the keys. */
function clickLadder(state: LadderState, cell: Cell, facts: Facts): Step<LadderState> {
	const model = ladderModel(facts.session, state.stream);
	if (model === undefined) return {state};
	const {layout, look, rows, pane} = ladderPlaces(state, facts, model);
	const row = cell.row - endpointLines(model.ladder, layout).length - TITLE_AND_HEADINGS;
	if (row >= rows && row < rows + pane) return {state: {...state, focused: true}};
	const top = windowTop(model, state.top, state.index, rows, look);
	const clicked = windowRows(model, top, rows, look, () => undefined)[row];
	return {state: clicked === undefined ? state : select({...state, focused: false}, clicked.index, facts, model)};
}

const TITLE_AND_HEADINGS = 2;

export const ladder: ScreenDefinition<LadderState> = {
	Component: LadderScreen,
	tables: ladderTables,
	reduce: reduceLadder,
	click: clickLadder,
	find(state, text, facts) {
		const model = ladderModel(facts.session, state.stream);
		return model === undefined ? {state} : findText(state, text, facts, model);
	},
	place(state, {session}) {
		const model = ladderModel(session, state.stream);
		if (model === undefined || model.ladder.count === 0) return '';
		const {ladder} = model;
		const view = model.view(state.folds);
		const row = view.rowOf(state.index);
		const last = view.kind(row) === UnitKind.PACKET ? state.index : view.end(row) - 1;
		const to = last === state.index ? '' : `-${ladder.frame(last)}`;
		const since = sinceMark(state, model);
		const place = `frame ${ladder.frame(state.index)}${to}  ${countText(state.index + 1)}/${countText(ladder.count)}`;
		return since === '' ? place : `${since}  ${place}`;
	},
};

function waiting({stream}: LadderState, {session, preferences}: Facts): Line[] {
	const {progress, tables} = session;
	const text =
		progress.phase === 'loading'
			? `Waiting for stream ${stream}: ${countText(tables.streams.length)} streams were read so far.`
			: `There is no stream ${stream}: the capture has ${countText(tables.streams.length)}.`;
	const key = preferences.keymap.keyFor(COMMON_KEYS, 'back');
	return [[], [{text: `  ${text}`, role: 'heading'}], [{text: `  ${key} goes to the list of streams.`, role: 'dim'}]];
}

/** All rows of the screen from its title to the verdict, and the one in reverse video. */
function ladderLines(
	state: LadderState,
	facts: ScreenProps<LadderState>['facts'],
	model: LadderModel,
): {all: Line[]; selected: number | undefined} {
	const {session, columns, appearance} = facts;
	const {drawing} = appearance;
	const places = ladderPlaces(state, facts, model);
	const head = [
		titleLine(session, model, columns, drawing),
		...filterLines(session, model, columns, drawing),
		...endpointLines(model.ladder, places.layout),
		headingLine(places.layout),
	];
	const top = windowTop(model, state.top, state.index, places.rows, places.look);
	const window = windowRows(model, top, places.rows, places.look, row => session.passes(row));
	const packets: Line[] = Array.from({length: places.rows}, () => []);
	const marks = new Map([...state.marks].map(([name, index]) => [index, name === HERE ? drawing.info : name]));
	for (const [row, {index, part, line}] of window.entries()) {
		const mark = part === 'packet' ? marks.get(index) : undefined;
		packets[row] = mark === undefined ? line : [{text: mark, role: 'key'}, ...line.slice(1)];
	}
	const pane = places.pane === 0 ? {lines: [], selected: -1} : paneLines(state, facts, model, places.pane);
	const {view} = places.look;
	const cursor = view.count === 0 ? -1 : view.start(view.rowOf(state.index));
	const inLadder = window.findIndex(({index, part}) => index === cursor && part === 'packet');
	const selected = state.focused && pane.selected >= 0 ? places.rows + pane.selected : inLadder;
	if (state.focused && inLadder >= 0) packets[inLadder] = withCursor(packets[inLadder]!, drawing);
	return {
		all: [...head, ...packets, ...pane.lines, ...verdictFoot(model.diagnosis, columns, places.verdict, drawing)],
		selected: selected < 0 ? undefined : head.length + selected,
	};
}

/** While a pane has the keys, the ladder's own cursor is only a mark. */
function withCursor(line: Line, drawing: Drawing): Line {
	return [{text: drawing.cursor, role: 'key'}, ...line.slice(1)];
}

/** The filter in force, and how many of the stream's packets pass it: those that are marked. */
function filterLines({view}: Session, model: LadderModel, width: number, drawing: Drawing): Line[] {
	if (view.filter === undefined) return [];
	const {expression, complete} = view.filter;
	const count = `${countText(model.passing)} of ${plural(model.ladder.count, 'packet')}${complete ? '' : drawing.ellipsis}`;
	const passing: Line = [{text: `${drawing.match} `, role: 'match'}, {text: `${count} pass (f F)`}];
	return [spread([{text: 'filter ', role: 'prompt'}, {text: sanitize(expression)}], passing, width, drawing.ellipsis)];
}

/** Which stream it is, and how much of it there is. */
function titleLine({tables}: Session, {ladder, stream}: LadderModel, width: number, drawing: Drawing): Line {
	const {streams, names} = tables;
	const name = names.text(streams.serverName(stream));
	const last = ladder.count - 1;
	const sent = (side: 'client' | 'server') => bytesText(streams.payloadBytes(stream, side));
	const facts = [
		plural(ladder.count, 'packet'),
		durationText(last < 0 ? 0 : ladder.elapsed(last) / 1e9),
		`${sent('client')} ${drawing.to}`,
		`${drawing.from} ${sent('server')}`,
	];
	return spread(
		[{text: `stream ${stream}`, role: 'title'}, {text: name === undefined ? '' : `  ${sanitize(name)}`}],
		[{text: facts.join(` ${drawing.dot} `)}],
		width,
		drawing.ellipsis,
	);
}
