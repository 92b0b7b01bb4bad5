import {ASCII} from '../report/ladder/drawing.ts';
import {sanitize} from '../report/sanitize.ts';
import type {Span} from '../report/spans.ts';
import type {Session} from '../session/session.ts';
import {openCommandLine} from './command/command-line-state.ts';
import type {Appearance} from './draw/theme.ts';
import {type EffectTarget, perform, type StackHost} from './effects.ts';
import {editFilter} from './filter/filter-prompt-state.ts';
import {COMMAND_KEYS} from './keys/common-keys.ts';
import {EarlyKeys} from './keys/early-keys.ts';
import {footerKeysAt} from './keys/footer-line.ts';
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
import {sessionMemory, type UserMemory} from './memory/user-memory.ts';
import type {MouseEvent} from './mouse/mouse-events.ts';
import {
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

/** Milliseconds after a key that has done something, in which another may add to it (`zo`). */
const ADDING = 1000;

/** Between two frames that only the load asks for, in milliseconds: keys come first. */
const LOAD_FRAME = 120;

/**
 * The one owner of the screens that lie on each other: takes keys, lets the topmost screen's reducer answer, and does
 * what the answer asks for. It knows nothing of React; components draw what `placed()` says.
 */
export class ScreenStack implements EffectTarget {
	screens: readonly ScreenState[];
	private pending: Pending = NOTHING_PENDING;
	/** When the last key came, in milliseconds. */
	private lastKey = 0;
	message: Span | undefined;
	private version = 0;
	private readonly listeners = new Set<() => void>();
	private filterTimer: NodeJS.Timeout | undefined;
	private frameTimer: NodeJS.Timeout | undefined;
	private lastFrame = 0;
	private readonly early = new EarlyKeys(performance.now());
	private earlyTimer: NodeJS.Timeout | undefined;
	private readonly unsubscribe: () => void;

	constructor(
		readonly session: Session,
		private look: Appearance,
		private size: Size,
		readonly host: StackHost,
		screens: readonly ScreenState[],
		readonly memory: UserMemory = sessionMemory(),
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
		clearTimeout(this.earlyTimer);
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

	get drawsAscii(): boolean {
		return this.look.drawing === ASCII;
	}

	/** Changes the colours and characters of all screens. */
	restyle(change: LookChange): void {
		this.look = this.host.restyle(change);
	}

	/** Draws again though nothing changed: the terminal was in other hands. */
	redraw(): void {
		this.changed();
	}

	/** Keys in the order typed; names as in key-names.ts. */
	press(keys: readonly string[]): void {
		for (const key of keys) if (!this.early.takes(key)) this.pressOne(key);
		this.changed();
	}

	wait(command: Command): void {
		const now = performance.now();
		if (this.early.hold(command, now)) {
			// A live capture may bring nothing for hours: what came behind the command must not wait for it.
			clearTimeout(this.earlyTimer);
			this.earlyTimer = setTimeout(() => this.onLoad(), this.early.patience(now));
			return;
		}
		this.message = {text: 'nothing to do that to has been read yet', role: 'dim'};
	}

	/** Does what was asked for too early, and then what was typed after that. */
	private catchUp(): void {
		const held = this.early.release();
		if (held === undefined) return;
		this.act(held.command);
		for (const key of held.keys) if (!this.early.takes(key)) this.pressOne(key);
	}

	/** The wheel moves as keys do; a click is for the screen on top, or for a key that the last row names. */
	mouse({kind, row, column}: MouseEvent): void {
		const footer = this.footer();
		this.message = undefined;
		this.pending = NOTHING_PENDING;
		const state = this.top;
		if (kind !== 'press') {
			const command = wheelCommand(this.definition(state).tables(state), kind);
			if (command !== undefined) this.act(command);
		} else if (row === this.size.rows - 1) {
			const keys = footerKeysAt(footer, this.size.columns, column);
			for (const key of keys?.split(KEYS_IN_ROW) ?? []) this.pressOne(key);
		} else {
			this.click(row, column);
		}
		this.changed();
	}

	private click(row: number, column: number): void {
		const {click} = this.definition(this.top);
		const facts = this.factsOf(this.screens.length - 1);
		const top = this.placed()
			.slice(0, -1)
			.reduce((sum, placed) => sum + placed.facts.rows, 0);
		if (click === undefined || row < top || row >= top + facts.rows) return;
		this.apply(click(this.top, {row: row - top, column}, facts));
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
		const now = performance.now();
		if (this.pending.isDone === true && now > this.lastKey + ADDING) this.pending = NOTHING_PENDING;
		this.lastKey = now;
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

	apply(step: Step<ScreenState>): void {
		this.screens = [...this.screens.slice(0, -1), step.state];
		for (const effect of step.effects ?? []) perform(this, effect);
	}

	/** Does to the topmost screen what a key would do. */
	act(command: Command): void {
		const state = this.top;
		this.apply(this.definition(state).reduce(state, command, this.factsOf(this.screens.length - 1)));
	}

	filter(expression: string, when: 'now' | 'later' | 'keep'): void {
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
		this.catchUp();
		if (this.frameTimer !== undefined) return;
		const wait = Math.max(0, this.lastFrame + LOAD_FRAME - performance.now());
		this.frameTimer = setTimeout(() => {
			this.frameTimer = undefined;
			// A key's frame meanwhile has shown the news already: another one would only be in the way of the next key.
			if (performance.now() < this.lastFrame + LOAD_FRAME) this.onLoad();
			else this.changed();
		}, wait);
	}

	changed(): void {
		this.lastFrame = performance.now();
		this.version++;
		for (const listener of this.listeners) listener();
	}

	factsOf(index: number): Facts {
		const facts: Facts = {
			session: this.session,
			appearance: this.look,
			columns: this.size.columns,
			rows: Math.max(1, this.size.rows - 1),
			history: this.memory.history.entries,
			preferences: this.preferences,
			own: this.memory,
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
			pending: this.pending.isDone === true ? '' : this.pending.count + this.pending.keys.map(keyLabel).join(''),
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

/** Between keys that are typed one after the other; Space is a key of its own. */
const KEYS_IN_ROW = /(?<=\S) (?=\S)/;

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
	// What is cut off where the terminal is narrow is the end.
	const front = others.length === 0 ? '' : `${problems.length} settings are wrong (:config): `;
	return {text: front + sanitize(first.replace(/^.*\/(?=[^/]*:\d+: )/, '')), role: 'warning'};
}
