import type {Binding} from '../keys/key-table.ts';

/** One line of text that is being typed. */
export interface EditedLine {
	readonly text: string;
	/** UTF-16 offset, between characters. */
	readonly cursor: number;
}

/** What a key does to the line. */
export type Edit =
	| 'left'
	| 'right'
	| 'start'
	| 'end'
	| 'word-left'
	| 'word-right'
	| 'delete-left'
	| 'delete-right'
	| 'delete-word'
	| 'delete-to-start'
	| 'delete-to-end';

/**
 * The keys of a line that is typed, as in a shell.
 *
 * @param backspace what Backspace does, for the help screen
 */
export function editBindings(backspace = 'delete the character before'): readonly Binding[] {
	return [
		{keys: ['ctrl-u'], action: 'delete-to-start', label: 'delete to the start', footer: 'clear'},
		{keys: ['left', 'ctrl-b'], action: 'left', label: 'one character left'},
		{keys: ['right', 'ctrl-f'], action: 'right', label: 'one character right'},
		{keys: ['home', 'ctrl-a'], action: 'start', label: 'to the start'},
		{keys: ['end', 'ctrl-e'], action: 'end', label: 'to the end'},
		{keys: ['backspace', 'ctrl-h'], action: 'delete-left', label: backspace},
		{keys: ['delete', 'ctrl-d'], action: 'delete-right', label: 'delete the character under the cursor'},
		{keys: ['ctrl-w'], action: 'delete-word', label: 'delete the word before'},
	];
}

/** Puts text at the cursor; line breaks become blanks, other controls are dropped. */
export function insert({text, cursor}: EditedLine, typed: string): EditedLine {
	const clean = typed.replace(/[\r\n\t]+/g, ' ').replace(/\p{Cc}/gu, '');
	return {text: text.slice(0, cursor) + clean + text.slice(cursor), cursor: cursor + clean.length};
}

export function edit(line: EditedLine, change: Edit): EditedLine {
	const {text, cursor} = line;
	switch (change) {
		case 'left':
			return {text, cursor: before(text, cursor)};
		case 'right':
			return {text, cursor: after(text, cursor)};
		case 'start':
			return {text, cursor: 0};
		case 'end':
			return {text, cursor: text.length};
		case 'word-left':
			return {text, cursor: wordStart(text, cursor)};
		case 'word-right':
			return {text, cursor: cursor + (/^\s*\S*/.exec(text.slice(cursor))?.[0].length ?? 0)};
		case 'delete-left':
			return remove(text, before(text, cursor), cursor);
		case 'delete-right':
			return remove(text, cursor, after(text, cursor));
		case 'delete-word':
			return remove(text, wordStart(text, cursor), cursor);
		case 'delete-to-start':
			return remove(text, 0, cursor);
		case 'delete-to-end':
			return remove(text, cursor, text.length);
	}
}

function remove(text: string, from: number, to: number): EditedLine {
	return {text: text.slice(0, from) + text.slice(to), cursor: from};
}

/** A word is what stands between blanks. */
function wordStart(text: string, cursor: number): number {
	return cursor - (/\S*\s*$/.exec(text.slice(0, cursor))?.[0].length ?? 0);
}

const GRAPHEMES = new Intl.Segmenter();

function before(text: string, cursor: number): number {
	let start = 0;
	for (const {index} of GRAPHEMES.segment(text.slice(0, cursor))) start = index;
	return start;
}

function after(text: string, cursor: number): number {
	const [first] = GRAPHEMES.segment(text.slice(cursor));
	return cursor + (first?.segment.length ?? 0);
}
