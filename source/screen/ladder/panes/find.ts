import {lineText} from '../../../report/spans.ts';
import type {Effect, Facts, Step} from '../../screen.ts';
import type {LadderModel} from '../ladder-model.ts';
import {goTo, type LadderState, select} from '../ladder-state.ts';
import {type TreeRow, treeRows} from './details-tree.ts';
import {selectedRow} from './pane-state.ts';
import {explanationOf} from './verdict-pane.ts';

/** What is looked for: text, and bytes where it can be read as such (`16 03 01`). */
interface Wanted {
	isIn(text: string): boolean;
	readonly bytes: readonly Buffer[];
}

/** What can be searched: its places in order, the one under the cursor, and what it means to go to one. */
interface Searched {
	readonly count: number;
	readonly current: number;
	matches(place: number, wanted: Wanted): boolean;
	goTo(place: number): LadderState;
}

/** Sets what is looked for and goes to the first match from the cursor on. */
export function findText(state: LadderState, text: string, facts: Facts, model: LadderModel): Step<LadderState> {
	return findNext({...state, find: text}, 1, 0, facts, model);
}

/**
 * Goes to the next match in the pane that has the keys, round its end where it must.
 *
 * @param skipped places that are passed over: 1 for the match that the cursor is on
 */
export function findNext(
	state: LadderState,
	step: 1 | -1,
	skipped: 0 | 1,
	facts: Facts,
	model: LadderModel,
): Step<LadderState> {
	const wanted = wantedBy(state.find);
	const searched = searchedIn(state, facts, model);
	const {count, current} = searched;
	for (let passed = skipped; passed < count + skipped; passed++) {
		const beyond = current + step * passed;
		const place = ((beyond % count) + count) % count;
		if (!searched.matches(place, wanted)) continue;
		const went = beyond === place ? '' : step > 0 ? ', from the top again' : ', from the end again';
		return {state: searched.goTo(place), effects: [tell(`found ${state.find}${went}; n and N go on`)]};
	}
	return {state, effects: [tell(`${state.find} is not in this pane`)]};
}

/** Capitals count only where the text that is looked for has some. */
function wantedBy(find: string): Wanted {
	const ignoresCase = find === find.toLowerCase();
	const bytes = [Buffer.from(find)];
	if (/^[\da-f]{2}([ :]?[\da-f]{2})+$/i.test(find)) bytes.push(Buffer.from(find.replaceAll(/[ :]/g, ''), 'hex'));
	return {isIn: text => (ignoresCase ? text.toLowerCase() : text).includes(find), bytes};
}

function searchedIn(state: LadderState, facts: Facts, model: LadderModel): Searched {
	switch (state.pane) {
		case 'follow':
			return inConversation(state, facts, model);
		case 'verdict':
			return inExplanation(state, facts, model);
		default:
			return inDetails(state, model);
	}
}

function inConversation(state: LadderState, facts: Facts, model: LadderModel): Searched {
	const lines = model.followed(state.hex, facts.columns, facts.appearance.drawing);
	return {
		count: lines.length,
		current: state.line,
		matches(place, wanted) {
			const {line, bytes, rowBytes = 0} = lines[place]!;
			if (bytes === undefined) return wanted.isIn(lineText(line));
			// What begins in this row may go on in the next ones.
			return wanted.bytes.some(sought => holds(bytes.subarray(0, rowBytes + sought.length - 1), sought));
		},
		goTo(place) {
			const view = model.view(state.folds);
			return select({...state, line: place}, view.start(view.rowOf(lines[place]!.index)), facts, model);
		},
	};
}

function inExplanation(state: LadderState, facts: Facts, model: LadderModel): Searched {
	const lines = explanationOf(facts, model);
	return {
		count: lines.length,
		current: state.line,
		matches: (place, wanted) => wanted.isIn(lineText(lines[place]!.line)),
		goTo(place) {
			const row = lines[place]!.row;
			const index = row === undefined ? -1 : model.ladder.indexOf(row);
			const found = {...state, line: place};
			return index < 0 ? found : goTo(found, index, facts, model);
		},
	};
}

const ALL_NODES = {has: () => true};

/** All fields of the packet, closed ones too, by their text, their name in a filter and their bytes. */
function inDetails(state: LadderState, model: LadderModel): Searched {
	const rows = treeRows(model.packetDetails(state.index), ALL_NODES);
	return {
		count: rows.length,
		current: selectedRow(rows, state.node),
		matches: (place, wanted) => isFieldWanted(rows[place]!, wanted),
		goTo(place) {
			const {path} = rows[place]!;
			return {...state, node: path, open: new Set([...state.open, ...nodesAbove(path)])};
		},
	};
}

function isFieldWanted({text, name, hasChildren, bytes, at, length}: TreeRow, {isIn, bytes: wanted}: Wanted): boolean {
	if (isIn(text) || isIn(name)) return true;
	// The bytes of a field with parts are those of its parts.
	return !hasChildren && wanted.some(sought => holds(bytes.subarray(at, at + length), sought));
}

function holds(bytes: Uint8Array, sought: Buffer): boolean {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(sought);
}

/** Paths of the nodes that have to be open for one to be seen. */
function nodesAbove(path: string): string[] {
	const names = path.split('/');
	return names.slice(1).map((_, depth) => names.slice(0, depth + 1).join('/'));
}

function tell(text: string): Effect {
	return {type: 'message', message: {text, role: 'dim'}};
}
