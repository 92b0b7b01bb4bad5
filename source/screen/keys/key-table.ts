/** What a key does on a screen. Help and footer are made from these tables, so they cannot disagree with them. */
export interface Binding {
	/** Each is one key, or several in a row (`g g`); names as in key-names.ts. */
	readonly keys: readonly string[];
	readonly action: string;
	/** For the help screen. */
	readonly label: string;
	/** How help names the keys, where they are too many to list. */
	readonly shown?: string;
	/** Short label for the footer; left out where there is none. */
	readonly footer?: string;
}

export interface KeyTable {
	/** Heading on the help screen. */
	readonly title: string;
	/** What users call it where they bind keys; made from the title where it is left out. */
	readonly name?: string;
	readonly bindings: readonly Binding[];
}

/** What was typed, in the words of a reducer. */
export interface Command {
	readonly action: string;
	/** A number typed in front of it. */
	readonly count?: number | undefined;
	/** The last key typed: what one of many keys of an action stands for (`m a`). */
	readonly key?: string | undefined;
}

/** Keys typed so far that do not make a command yet: a count, the first key of two. */
export interface Pending {
	readonly count: string;
	readonly keys: readonly string[];
	/** The keys have made a command already, and the next one may add to it (`z`, then `o`), or be one of its own. */
	readonly isDone?: boolean;
}

export const NOTHING_PENDING: Pending = {count: '', keys: []};

export interface Match {
	readonly pending: Pending;
	readonly command?: Command;
	/** The key means nothing here. */
	readonly unknown?: boolean;
}

/** Adds a key to those pending and says what they make, by the tables in force. Digits count where `counts` is set. */
export function matchKey(tables: readonly KeyTable[], pending: Pending, key: string, counts = true): Match {
	if (pending.isDone === true) {
		const added = matchKey(tables, {count: '', keys: pending.keys}, key, counts);
		return added.unknown === true || key === 'escape' ? matchKey(tables, NOTHING_PENDING, key, counts) : added;
	}
	const sequence = [...pending.keys, key];
	const bound = tables.some(({bindings}) => bindings.some(({keys}) => keys.includes(key)));
	if (counts && !bound && pending.keys.length === 0 && /^\d$/.test(key) && (key !== '0' || pending.count !== '')) {
		return {pending: {count: (pending.count + key).slice(0, 9), keys: []}};
	}
	if (key === 'escape' && pending !== NOTHING_PENDING) return {pending: NOTHING_PENDING};
	const typed = sequence.join(' ');
	const isPrefix = tables.some(({bindings}) =>
		bindings.some(({keys}) => keys.some(name => name.startsWith(`${typed} `))),
	);
	for (const {bindings} of tables) {
		for (const {keys, action} of bindings) {
			if (!keys.includes(typed)) continue;
			const count = pending.count === '' ? undefined : Number(pending.count);
			const left = isPrefix ? {count: '', keys: sequence, isDone: true} : NOTHING_PENDING;
			return {pending: left, command: {action, count, key}};
		}
	}
	return isPrefix ? {pending: {count: pending.count, keys: sequence}} : {pending: NOTHING_PENDING, unknown: true};
}

/** How a key is written for the user: `^D`, `PgDn`, `gg`. */
export function keyLabel(keys: string): string {
	if (keys === ' ') return 'Space';
	return keys
		.split(' ')
		.map(key => LABELS[key] ?? key.replace(/^ctrl-(.)$/, (_, letter: string) => `^${letter.toUpperCase()}`))
		.join('');
}

const LABELS: Readonly<Record<string, string>> = {
	enter: 'Enter',
	escape: 'Esc',
	tab: 'Tab',
	'shift-tab': 'Shift-Tab',
	backspace: 'Backspace',
	delete: 'Del',
	up: 'Up',
	down: 'Down',
	left: 'Left',
	right: 'Right',
	'page-up': 'PgUp',
	'page-down': 'PgDn',
	home: 'Home',
	end: 'End',
};
