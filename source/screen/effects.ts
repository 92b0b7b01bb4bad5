import {CaptureError} from '../capture/problem.ts';
import {FileExistsError} from '../capture/write/output-target.ts';
import {plural} from '../report/format.ts';
import {sanitize} from '../report/sanitize.ts';
import type {Span} from '../report/spans.ts';
import {defineMacros} from '../session/compile-filter.ts';
import type {Session} from '../session/session.ts';
import type {Appearance} from './draw/theme.ts';
import {askOverwrite} from './filter/ask-state.ts';
import {editFilter} from './filter/filter-prompt-state.ts';
import type {Command} from './keys/key-table.ts';
import {exportLadder} from './ladder/export-ladder.ts';
import {ladderAt} from './ladder/ladder-state.ts';
import type {UserMemory} from './memory/user-memory.ts';
import type {Effect, Facts, LookChange, ScreenState, Step} from './screen.ts';
import {definitionOf} from './screens.ts';
import {groupedBy, type StreamListState} from './streams/stream-list-state.ts';

/** What the owner of the terminal does for the stack. */
export interface StackHost {
	/** Ends the screen. */
	quit(how: Leaving): void;
	suspend(): void;
	redraw(): void;
	/** Puts a text on the user's clipboard. */
	copy(text: string): void;
	/** Changes colours and characters; the look that the screens have from now on. */
	restyle(change: LookChange): Appearance;
	/** Asks the terminal to report the mouse, or to keep it. */
	reportMouse(on: boolean): void;
}

/** The last screen was closed, which leads back to where it was opened from; or the program is to end. */
export type Leaving = 'closed' | 'quit';

/** What the effects of reducers act on: the screens that lie on each other, and whom they belong to. */
export interface EffectTarget {
	readonly session: Session;
	readonly memory: UserMemory;
	readonly host: StackHost;
	/** Bottom to top, never empty. */
	screens: readonly ScreenState[];
	/** Stands in the last row until the next key. */
	message: Span | undefined;
	readonly drawsAscii: boolean;
	factsOf(place: number): Facts;
	/** Takes a reducer's answer for the topmost screen. */
	apply(step: Step<ScreenState>): void;
	/** Does to the topmost screen what a key would do. */
	act(command: Command): void;
	/** Does that once there is something to do it to. */
	wait(command: Command): void;
	filter(expression: string, when: 'now' | 'later' | 'keep'): void;
	restyle(change: LookChange): void;
	/** Draws again. */
	changed(): void;
}

/** Does what a reducer asked for. */
export function perform(target: EffectTarget, effect: Effect): void {
	// The table has a handler of exactly this effect's type for each of them.
	(HANDLERS[effect.type] as (target: EffectTarget, effect: Effect) => void)(target, effect);
}

type Handlers<Type extends Effect['type']> = {
	readonly [T in Type]: (target: EffectTarget, effect: Extract<Effect, {readonly type: T}>) => void;
};

type ScreenEffect =
	| 'open'
	| 'close'
	| 'replace'
	| 'list'
	| 'edit-filter'
	| 'show-packet'
	| 'find'
	| 'act'
	| 'wait'
	| 'answer';

const ON_SCREENS: Handlers<ScreenEffect> = {
	open: (target, {screen}) => push(target, screen),
	close: target => {
		if (target.screens.length === 1) target.host.quit('closed');
		else target.screens = target.screens.slice(0, -1);
	},
	replace: (target, {screen}) => replaceTop(target, screen),
	list: target => {
		target.screens = target.screens.slice(0, 1);
	},
	'edit-filter': (target, {expression}) =>
		push(target, editFilter(expression, target.session.view.filter?.expression ?? '')),
	'show-packet': (target, {stream, index}) => {
		target.screens = target.screens.map((state, place) =>
			state.kind === 'ladder' && state.stream === stream ? ladderAt(state, index, target.factsOf(place)) : state,
		);
	},
	find: (target, {text}) => {
		const top = topOf(target);
		const found = definitionOf(top).find?.(top, text, target.factsOf(target.screens.length - 1));
		if (found !== undefined) target.apply(found);
	},
	act: (target, {command}) => target.act(command),
	wait: (target, {command}) => target.wait(command),
	answer: (target, {text, force}) => {
		const top = topOf(target);
		if (top.kind !== 'ask') return;
		replaceTop(target, {...top, text, force});
		target.act({action: 'answer'});
	},
};

type ListEffect = 'order' | 'sort' | 'group' | 'columns' | 'select' | 'filter' | 'pause';

const ON_LIST: Handlers<ListEffect> = {
	order: ({session}, {column, descending}) => session.setOrder(column, descending),
	sort: (target, {column, descending}) => {
		changeList(target, state => ({...state, sort: column, descending}));
		target.session.setOrder(column, descending);
	},
	group: (target, {by}) => {
		changeList(target, state => groupedBy(state, by));
		target.session.setGrouping(by);
	},
	columns: (target, {columns}) => changeList(target, state => ({...state, columns})),
	select: (target, {stream}) => changeList(target, state => ({...state, selected: stream, onGroup: false})),
	filter: (target, {expression, when}) => target.filter(expression, when),
	pause: ({session}, {paused}) => session.pause(paused),
};

type OutsideEffect = Exclude<Effect['type'], ScreenEffect | ListEffect>;

const OUTSIDE: Handlers<OutsideEffect> = {
	write: (target, effect) =>
		void tellOutcome(target, effect, async () =>
			plural(await target.session.write(effect.choice, effect.path, effect.force), 'packet'),
		),
	'export-ladder': (target, effect) =>
		void tellOutcome(target, effect, async () => {
			await exportLadder(target.session, effect, target.drawsAscii);
			return 'ladder';
		}),
	'save-filters': (target, {list, filters}) => {
		const problem = target.memory[list].save(filters);
		if (list === 'macros') redefine(target);
		if (problem !== undefined) target.message = {text: sanitize(problem), role: 'error'};
	},
	ran: ({memory}, {line}) => memory.commands.add(line),
	message: (target, {message}) => {
		target.message = {...message, text: sanitize(message.text)};
	},
	copy: ({host}, {text}) => host.copy(text),
	look: (target, change) => target.restyle(change),
	mouse: ({host}, {on}) => host.reportMouse(on),
	redraw: ({host}) => host.redraw(),
	suspend: ({host}) => host.suspend(),
	quit: ({host}) => host.quit('quit'),
};

const HANDLERS: Handlers<Effect['type']> = {...ON_SCREENS, ...ON_LIST, ...OUTSIDE};

function topOf({screens}: EffectTarget): ScreenState {
	return screens.at(-1)!;
}

function push(target: EffectTarget, screen: ScreenState): void {
	target.screens = [...target.screens, screen];
}

function replaceTop(target: EffectTarget, screen: ScreenState): void {
	target.screens = [...target.screens.slice(0, -1), screen];
}

function changeList(target: EffectTarget, change: (state: StreamListState) => StreamListState): void {
	target.screens = target.screens.map(state => (state.kind === 'streams' ? change(state) : state));
}

/** Takes the macros as they are now, also in the filter in force. */
function redefine({memory, session}: EffectTarget): void {
	defineMacros(memory.macros.filters);
	const filter = session.view.filter?.expression;
	if (filter?.includes('${') === true) session.setFilter(filter);
}

/** Does something that writes a file, and says what was written or why it was not; asks before it overwrites one. */
async function tellOutcome(
	target: EffectTarget,
	effect: Extract<Effect, {readonly type: 'write' | 'export-ladder'}>,
	write: () => Promise<string>,
): Promise<void> {
	try {
		target.message = {text: `${await write()} written to ${sanitize(effect.path)}`, role: 'normal'};
	} catch (error) {
		if (!(error instanceof CaptureError)) throw error;
		if (error instanceof FileExistsError) push(target, askOverwrite(effect));
		else target.message = {text: sanitize(error.message), role: 'error'};
	}
	target.changed();
}
