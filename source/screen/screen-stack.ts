import {CaptureError} from '../capture/problem.ts';
import {FileExistsError} from '../capture/write/output-target.ts';
import {plural} from '../report/format.ts';
import {ASCII} from '../report/ladder/drawing.ts';
import {sanitize} from '../report/sanitize.ts';
import type {Span} from '../report/spans.ts';
import type {Session} from '../session/session.ts';
import {openCommandLine} from './command/command-line-state.ts';
import type {Appearance} from './draw/theme.ts';
import {askOverwrite, type WriteEffect} from './filter/ask-state.ts';
import {editFilter} from './filter/filter-prompt-state.ts';
import {COMMAND_KEYS} from './keys/common-keys.ts';
import {isCharacter} from './keys/key-names.ts';
import {
	type Command,
	type KeyTable,
	keyLabel,
	type Match,
	matchKey,
	NOTHING_PENDING,
	type Pending,
} from './keys/key-table.ts';
import {exportLadder} from './ladder/export-ladder.ts';
import {ladderAt} from './ladder/ladder-state.ts';
import {sessionMemory, type UserMemory} from './memory/user-memory.ts';
import type {MouseEvent} from './mouse/mouse-events.ts';
import {
	type Effect,
	type Facts,
	type Footer,
	type LookChange,
	NO_PREFERENCES,
	type Preferences,
	type ScreenDefinition,
	type ScreenState,
	type Step,
} from './screen.ts';
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

export interface Size {
	readonly columns: number;
	readonly rows: number;
}

/** A screen to draw, and the room that it has. */
export interface PlacedScreen {
	readonly state: ScreenState;
	readonly facts: Facts;
}

/** A pause in typing before the filter is tried, in milliseconds: short enough to feel live. */
const TYPING_PAUSE = 60;

/** Between two frames that only the load asks for, in milliseconds: keys come first. */
const LOAD_FRAME = 120;

/**
 * The one owner of the screens that lie on each other: takes keys, lets the topmost screen's reducer answer, and does
 * what the answer asks for. It knows nothing of React; components draw what `placed()` says.
 */
export class ScreenStack {
	private screens: readonly ScreenState[];
	private pending: Pending = NOTHING_PENDING;
	private message: Span | undefined;
	private version = 0;
	private readonly listeners = new Set<() => void>();
	private filterTimer: NodeJS.Timeout | undefined;
	private frameTimer: NodeJS.Timeout | undefined;
	private lastFrame = 0;
	private readonly unsubscribe: () => void;

	constructor(
		readonly session: Session,
		private look: Appearance,
		private size: Size,
		private readonly host: StackHost,
		screens: readonly ScreenState[],
		private readonly memory: UserMemory = sessionMemory(),
		private readonly preferences: Preferences = NO_PREFERENCES,
	) {
		this.screens = screens;
		this.message = problemsMessage(preferences);
		this.unsubscribe = session.subscribe(() => this.onLoad());
	}

	/** For React's useSyncExternalStore. */
	readonly subscribe = (listener: () => void): (() => void) => {
		this.listeners.add(listener);
		return () => this.listeners.delete(listener);
	};
	readonly snapshot = (): number => this.version;

	dispose(): void {
		clearTimeout(this.filterTimer);
		clearTimeout(this.frameTimer);
		this.unsubscribe();
	}

	resize(size: Size): void {
		if (size.columns === this.size.columns && size.rows === this.size.rows) return;
		this.size = size;
		this.changed();
	}

	/** Sets the filter that the command line names; a wrong one opens the prompt on it, with what is wrong. */
	startFilter(expression: string): void {
		if (this.session.setFilter(expression).ok) {
			this.memory.history.add(expression);
		} else {
			this.screens = [...this.screens, editFilter(expression, '')];
			this.setFilter(expression, false);
		}
	}

	get appearance(): Appearance {
		return this.look;
	}

	/** Draws again though nothing changed: the terminal was in other hands. */
	redraw(): void {
		this.changed();
	}

	/** Keys in the order typed; names as in key-names.ts. */
	press(keys: readonly string[]): void {
		for (const key of keys) this.pressOne(key);
		this.changed();
	}

	/** The wheel moves as keys do, a click is for the screen on top. */
	mouse({kind, row}: MouseEvent): void {
		this.message = undefined;
		this.pending = NOTHING_PENDING;
		const state = this.top;
		const {click} = this.definition(state);
		const top = this.placed()
			.slice(0, -1)
			.reduce((sum, {facts}) => sum + facts.rows, 0);
		const facts = this.factsOf(this.screens.length - 1);
		if (kind !== 'press') {
			const command = wheelCommand(this.definition(state).tables(state), kind);
			if (command !== undefined) this.act(command);
		} else if (click !== undefined && row >= top && row < top + facts.rows) {
			this.apply(click(state, row - top, facts));
		}
		this.changed();
	}

	/** Text that was pasted: typed where text is wanted, ignored elsewhere. */
	paste(text: string): void {
		const definition = this.definition(this.top);
		if (definition.type !== undefined)
			this.apply(definition.type(this.top, text, this.factsOf(this.screens.length - 1)));
		this.changed();
	}

	/** The topmost screen that fills the terminal, then what lies over its foot. */
	placed(): readonly PlacedScreen[] {
		const from = this.screens.findLastIndex(state => this.definition(state).overlayRows === undefined);
		return this.screens.slice(from).map((state, offset) => ({
			state,
			facts: this.factsOf(from + offset),
		}));
	}

	get top(): ScreenState {
		return this.screens.at(-1)!;
	}

	private pressOne(key: string): void {
		this.message = undefined;
		const state = this.top;
		const definition = this.definition(state);
		const facts = this.factsOf(this.screens.length - 1);
		const match: Match = matchKey(this.tables(state), this.pending, key, definition.type === undefined);
		this.pending = match.pending;
		if (match.command?.action === 'command') {
			const {entries} = this.memory.commands;
			this.screens = [...this.screens, openCommandLine(state, this.tables(state), entries)];
		} else if (match.command !== undefined) {
			this.apply(definition.reduce(state, match.command, facts));
		} else if (match.unknown === true && definition.type !== undefined && isCharacter(key)) {
			this.apply(definition.type(state, key, facts));
		}
	}

	private apply(step: Step<ScreenState>): void {
		this.screens = [...this.screens.slice(0, -1), step.state];
		for (const effect of step.effects ?? []) this.perform(effect);
	}

	private perform(effect: Effect): void {
		switch (effect.type) {
			case 'open':
				this.screens = [...this.screens, effect.screen];
				return;
			case 'close':
				if (this.screens.length === 1) this.host.quit('closed');
				else this.screens = this.screens.slice(0, -1);
				return;
			case 'quit':
				this.host.quit('quit');
				return;
			case 'order':
				this.session.setOrder(effect.column, effect.descending);
				return;
			case 'group':
				this.screens = this.screens.map(state => (state.kind === 'streams' ? groupedBy(state, effect.by) : state));
				this.session.setGrouping(effect.by);
				return;
			case 'columns':
				this.changeList({columns: effect.columns});
				return;
			case 'filter':
				this.filter(effect.expression, effect.when);
				return;
			case 'edit-filter':
				this.screens = [...this.screens, editFilter(effect.expression, this.session.view.filter?.expression ?? '')];
				return;
			case 'list':
				this.screens = this.screens.slice(0, 1);
				return;
			case 'select':
				this.changeList({selected: effect.stream, onGroup: false});
				return;
			case 'show-packet':
				this.screens = this.screens.map((state, place) =>
					state.kind === 'ladder' && state.stream === effect.stream
						? ladderAt(state, effect.index, this.factsOf(place))
						: state,
				);
				return;
			case 'find': {
				const {top} = this;
				const found = this.definition(top).find?.(top, effect.text, this.factsOf(this.screens.length - 1));
				if (found !== undefined) this.apply(found);
				return;
			}
			case 'save-bookmarks': {
				const problem = this.memory.bookmarks.save(effect.bookmarks);
				if (problem !== undefined) this.message = {text: sanitize(problem), role: 'error'};
				return;
			}
			case 'copy':
				this.host.copy(effect.text);
				return;
			case 'write':
				void this.tellOutcome(effect, async () =>
					plural(await this.session.write(effect.choice, effect.path, effect.force), 'packet'),
				);
				return;
			case 'export-ladder':
				void this.tellOutcome(effect, async () => {
					await exportLadder(this.session, effect, this.appearance.drawing === ASCII);
					return 'ladder';
				});
				return;
			case 'message':
				this.message = {...effect.message, text: sanitize(effect.message.text)};
				return;
			case 'replace':
				this.screens = [...this.screens.slice(0, -1), effect.screen];
				return;
			case 'act':
				this.act(effect.command);
				return;
			case 'answer':
				if (this.top.kind !== 'ask') return;
				this.screens = [...this.screens.slice(0, -1), {...this.top, text: effect.text, force: effect.force}];
				this.act({action: 'answer'});
				return;
			case 'sort':
				this.changeList({sort: effect.column, descending: effect.descending});
				this.session.setOrder(effect.column, effect.descending);
				return;
			case 'look':
				this.look = this.host.restyle(effect);
				return;
			case 'mouse':
				this.host.reportMouse(effect.on);
				return;
			case 'pause':
				this.session.pause(effect.paused);
				return;
			case 'ran':
				this.memory.commands.add(effect.line);
				return;
			case 'redraw':
				this.host.redraw();
				return;
			case 'suspend':
				this.host.suspend();
				return;
		}
	}

	/** Does to the topmost screen what a key would do. */
	private act(command: Command): void {
		const state = this.top;
		this.apply(this.definition(state).reduce(state, command, this.factsOf(this.screens.length - 1)));
	}

	private changeList(change: Partial<StreamListState>): void {
		this.screens = this.screens.map(state => (state.kind === 'streams' ? {...state, ...change} : state));
	}

	/** Does something that writes a file, and says what was written or why it was not; asks before it overwrites one. */
	private async tellOutcome(effect: WriteEffect, write: () => Promise<string>): Promise<void> {
		try {
			this.message = {text: `${await write()} written to ${sanitize(effect.path)}`, role: 'normal'};
		} catch (error) {
			if (!(error instanceof CaptureError)) throw error;
			if (error instanceof FileExistsError) this.screens = [...this.screens, askOverwrite(effect)];
			else this.message = {text: sanitize(error.message), role: 'error'};
		}
		this.changed();
	}

	private filter(expression: string, when: 'now' | 'later' | 'keep'): void {
		clearTimeout(this.filterTimer);
		if (when === 'later') {
			this.filterTimer = setTimeout(() => {
				this.setFilter(expression, false);
				this.changed();
			}, TYPING_PAUSE);
		} else {
			this.setFilter(expression, when === 'keep');
		}
	}

	private setFilter(expression: string, keep: boolean): void {
		const before = this.session.view.filter?.expression;
		const check = this.session.setFilter(expression);
		const prompt = this.top.kind === 'filter-prompt' ? this.top : undefined;
		if (keep && check.ok) {
			this.memory.history.add(before ?? '');
			this.memory.history.add(expression);
			if (prompt !== undefined) this.screens = this.screens.slice(0, -1);
		} else if (prompt !== undefined) {
			// A late answer to a text that was changed meanwhile says nothing about the new one.
			if (prompt.text.trim() === expression.trim()) this.screens = [...this.screens.slice(0, -1), {...prompt, check}];
		} else if (!check.ok) {
			this.message = {text: sanitize(check.problems[0]?.message ?? 'The filter is not valid.'), role: 'error'};
		}
	}

	private onLoad(): void {
		if (this.frameTimer !== undefined) return;
		const wait = Math.max(0, this.lastFrame + LOAD_FRAME - performance.now());
		this.frameTimer = setTimeout(() => {
			this.frameTimer = undefined;
			this.changed();
		}, wait);
	}

	private changed(): void {
		this.lastFrame = performance.now();
		this.version++;
		for (const listener of this.listeners) listener();
	}

	private factsOf(index: number): Facts {
		const facts: Facts = {
			session: this.session,
			appearance: this.look,
			columns: this.size.columns,
			rows: Math.max(1, this.size.rows - 1),
			history: this.memory.history.entries,
			preferences: this.preferences,
			bookmarks: {own: this.memory.bookmarks.bookmarks, problem: this.memory.bookmarks.problem},
		};
		const taken = (state: ScreenState) => this.definition(state).overlayRows?.(state, facts);
		const own = taken(this.screens[index]!);
		if (own !== undefined) return {...facts, rows: own};
		let above = 0;
		for (const state of this.screens.slice(index + 1)) above += taken(state) ?? 0;
		return {...facts, rows: Math.max(1, facts.rows - above)};
	}

	/** The last row of the terminal. */
	footer(): Footer {
		const state = this.top;
		return {
			tables: this.tables(state),
			message: this.message,
			pending: this.pending.count + this.pending.keys.map(keyLabel).join(''),
			place: this.definition(state).place(state, this.factsOf(this.screens.length - 1)),
		};
	}

	/** The key tables of a screen, with the user's keys. */
	private tables(state: ScreenState): readonly KeyTable[] {
		const {tables, type} = this.definition(state);
		return this.preferences.keymap.rebind(type === undefined ? [...tables(state), COMMAND_KEYS] : tables(state));
	}

	private definition(state: ScreenState): ScreenDefinition<ScreenState> {
		return definitionOf(state);
	}
}

/** Rows that a notch of the wheel moves by. */
const NOTCH = 3;

/** What the wheel does where these keys are in force: it moves, or marks in a list of what may be typed. */
function wheelCommand(tables: readonly KeyTable[], kind: MouseEvent['kind']): Command | undefined {
	const actions = tables.flatMap(({bindings}) => bindings.map(({action}) => action));
	const [move, mark] = kind === 'wheel-up' ? ['up', 'mark-previous'] : ['down', 'mark-next'];
	if (actions.includes(move)) return {action: move, count: NOTCH};
	return actions.includes(mark) ? {action: mark} : undefined;
}

/** What the last row says at first where the config file has problems. */
function problemsMessage({problems}: Preferences): Span | undefined {
	const [first, ...others] = problems;
	if (first === undefined) return undefined;
	const rest = others.length === 0 ? '' : `; ${others.length} more: type :config`;
	return {text: sanitize(first.replace(/^.*\/(?=[^/]*:\d+: )/, '')) + rest, role: 'warning'};
}
