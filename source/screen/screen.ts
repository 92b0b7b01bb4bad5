import type {FunctionComponent} from 'react';
import type {NamedFilter} from '../filter/macro-definitions.ts';
import type {Span} from '../report/spans.ts';
import type {Grouping, Session, SortColumn, WriteChoice} from '../session/session.ts';
import type {CommandLineState} from './command/command-line-state.ts';
import type {NotesState} from './command/notes-state.ts';
import type {Appearance} from './draw/theme.ts';
import type {EndingsState} from './endings/endings-state.ts';
import type {AskState} from './filter/ask-state.ts';
import type {BookmarksState} from './filter/bookmarks-state.ts';
import type {FilterPromptState} from './filter/filter-prompt-state.ts';
import type {GraphState} from './graphs/graph-state.ts';
import type {HelpState} from './help/help-state.ts';
import type {Command, KeyTable} from './keys/key-table.ts';
import {Keymap} from './keys/keymap.ts';
import type {LadderExport} from './ladder/export-ladder.ts';
import type {LadderState} from './ladder/ladder-state.ts';
import type {OwnFilters} from './memory/own-filters.ts';
import type {ColumnPickerState} from './streams/columns/column-picker-state.ts';
import type {ListColumns} from './streams/columns/list-columns.ts';
import type {OutcomesState} from './streams/outcomes/outcomes-state.ts';
import type {StreamListState} from './streams/stream-list-state.ts';
import type {VerdictState} from './verdicts/verdict-state.ts';

/** The screens that there are, by the state that each has. */
export type ScreenState =
	| StreamListState
	| LadderState
	| GraphState
	| EndingsState
	| VerdictState
	| HelpState
	| FilterPromptState
	| BookmarksState
	| AskState
	| ColumnPickerState
	| OutcomesState
	| CommandLineState
	| NotesState;

/** Filters of the user's own that have names. */
export type FilterList = 'bookmarks' | 'macros';

/** What the user's config file says, as far as it concerns the screens. */
export interface Preferences {
	readonly keymap: Keymap;
	/** The file, where one was read, and what is wrong with it, a sentence each. */
	readonly file?: string | undefined;
	readonly problems: readonly string[];
}

/** Without a config file. */
export const NO_PREFERENCES: Preferences = {keymap: new Keymap(), problems: []};

/** What a reducer and a component may look at beside the screen's own state. */
export interface Facts {
	readonly session: Session;
	readonly appearance: Appearance;
	/** Cells that the screen has; the last row of the terminal is not among them. */
	readonly columns: number;
	readonly rows: number;
	/** Expressions that were kept, newest last. */
	readonly history: readonly string[];
	/** The user's own bookmarks and macros, and what is wrong with the files that they are in. */
	readonly own: Readonly<Record<FilterList, Pick<OwnFilters, 'filters' | 'problem'>>>;
	readonly preferences: Preferences;
}

/** What a reducer wants done outside its own state. */
export type Effect =
	| {readonly type: 'open'; readonly screen: ScreenState}
	| {readonly type: 'close'}
	| {readonly type: 'quit'}
	| {readonly type: 'order'; readonly column: SortColumn; readonly descending: boolean}
	| {readonly type: 'group'; readonly by: Grouping}
	/** The columns that the list shows from now on. */
	| {readonly type: 'columns'; readonly columns: ListColumns}
	/**
	 * Checks and sets the filter: now, when typing pauses, or to keep it, which closes the prompt and enters the
	 * expression into the history if it is right. The prompt, or a message, tells what is wrong.
	 */
	| {readonly type: 'filter'; readonly expression: string; readonly when: 'now' | 'later' | 'keep'}
	/** Opens the prompt with an expression to start from. */
	| {readonly type: 'edit-filter'; readonly expression: string}
	/** Back to the stream list, whatever lies over it. */
	| {readonly type: 'list'}
	/** Puts the list's cursor on a stream. */
	| {readonly type: 'select'; readonly stream: number}
	/** Puts the cursor of the stream's ladder on a packet, counted within the stream. */
	| {readonly type: 'show-packet'; readonly stream: number; readonly index: number}
	/** Looks for a text in the screen below. */
	| {readonly type: 'find'; readonly text: string}
	/** The user's own bookmarks or macros from now on. */
	| {readonly type: 'save-filters'; readonly list: FilterList; readonly filters: readonly NamedFilter[]}
	/** Puts a text on the clipboard of the user's terminal. */
	| {readonly type: 'copy'; readonly text: string}
	/** Writes packets to a capture file; a message tells how it went, or a question asks whether to overwrite it. */
	| {readonly type: 'write'; readonly choice: WriteChoice; readonly path: string; readonly force: boolean}
	/** Writes a stream's ladder to a file, in the same way. */
	| ({readonly type: 'export-ladder'} & LadderExport)
	| {readonly type: 'message'; readonly message: Span}
	/** Another screen instead of the topmost one. */
	| {readonly type: 'replace'; readonly screen: ScreenState}
	/** Does to the topmost screen what a key would do. */
	| {readonly type: 'act'; readonly command: Command}
	/** What a key asks for needs what is not loaded yet: it is done then, and the keys typed meanwhile after it. */
	| {readonly type: 'wait'; readonly command: Command}
	/** Answers the question that is on top, if there is one; `force` overwrites the file that the answer names. */
	| {readonly type: 'answer'; readonly text: string; readonly force: boolean}
	/** Sorts the stream list, wherever it lies. */
	| {readonly type: 'sort'; readonly column: SortColumn; readonly descending: boolean}
	/** Colours and characters from now on. */
	| ({readonly type: 'look'} & LookChange)
	| {readonly type: 'mouse'; readonly on: boolean}
	/** A line of the command line was done: it enters the history. */
	| {readonly type: 'ran'; readonly line: string}
	/** Halts the load, or lets it go on. */
	| {readonly type: 'pause'; readonly paused: boolean}
	| {readonly type: 'redraw'}
	| {readonly type: 'suspend'};

/** What may be changed of the look of the screens while they are shown. */
export interface LookChange {
	/** A key of THEMES. */
	readonly theme?: string;
	readonly ascii?: boolean;
}

/** A reducer's answer: the new state, and what else is to happen, in order. */
export interface Step<State> {
	readonly state: State;
	readonly effects?: readonly Effect[];
}

export interface ScreenProps<State> {
	readonly state: State;
	readonly facts: Facts;
}

/** The last row of the terminal: the keys that matter now, or a message; what was typed; where the cursor is. */
export interface Footer {
	readonly tables: readonly KeyTable[];
	readonly message?: Span | undefined;
	readonly pending: string;
	readonly place: string;
}

/** A place on a screen, counted from its own upper left. */
export interface Cell {
	readonly row: number;
	readonly column: number;
}

/** A screen: a component, a reducer and its key tables. */
export interface ScreenDefinition<State> {
	readonly Component: FunctionComponent<ScreenProps<State>>;
	/** The first table that knows a key decides. */
	tables(state: State): readonly KeyTable[];
	reduce(state: State, command: Command, facts: Facts): Step<State>;
	/** Present where text is typed: takes what no table knows. */
	type?(state: State, text: string, facts: Facts): Step<State>;
	/** Present where a text can be looked for. */
	find?(state: State, text: string, facts: Facts): Step<State>;
	/** Present in a screen that lies over the foot of the one below: the rows that it takes. */
	overlayRows?(state: State, facts: Facts): number;
	/** Present where there is something to click on. */
	click?(state: State, cell: Cell, facts: Facts): Step<State>;
	/** Where the cursor is, for the last row: `3/120`. */
	place(state: State, facts: Facts): string;
}
