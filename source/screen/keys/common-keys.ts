import type {Binding, KeyTable} from './key-table.ts';

/** Moving in anything that has rows. */
export const MOVE_KEYS: KeyTable = {
	title: 'Moving',
	bindings: [
		{keys: ['j', 'down'], action: 'down', label: 'one down; 5j: five'},
		{keys: ['k', 'up'], action: 'up', label: 'one up'},
		{keys: ['ctrl-d'], action: 'half-down', label: 'half a page down'},
		{keys: ['ctrl-u'], action: 'half-up', label: 'half a page up'},
		{keys: ['page-down', 'ctrl-f'], action: 'page-down', label: 'a page down'},
		{keys: ['page-up', 'ctrl-b'], action: 'page-up', label: 'a page up'},
		{keys: ['g g', 'home'], action: 'top', label: 'first; 10gg: the tenth'},
		{keys: ['G', 'end'], action: 'bottom', label: 'last; 10G: the tenth'},
	],
};

/** Opens the command line, on every screen but where text is typed. */
const COMMAND_KEY: Binding = {
	keys: [':'],
	action: 'command',
	label: 'command line: actions by name, settings; Tab completes',
};

/** Everywhere but where text is typed. */
export const COMMON_KEYS: KeyTable = {
	title: 'Everywhere',
	bindings: [
		{keys: ['/'], action: 'filter', label: 'display filter; the ladder marks the packets that pass', footer: 'filter'},
		{keys: ['o'], action: 'overview', label: 'overview: what goes on in this capture', footer: 'overview'},
		{keys: ['b'], action: 'bookmarks', label: 'bookmarked filters', footer: 'bookmarks'},
		{
			keys: ['y y'],
			action: 'copy-filter',
			label: 'copy the filter for Wireshark, or without one the stream; tmux needs set-clipboard on',
		},
		{keys: ['y t'], action: 'copy-tshark', label: 'copy it as a tshark command'},
		COMMAND_KEY,
		{keys: ['escape', 'h', 'left'], action: 'back', label: 'one step back; never quits'},
		{keys: ['w'], action: 'write', label: 'write the stream to a capture file'},
		{keys: ['?'], action: 'help', label: 'the keys of this screen', footer: 'help'},
		{keys: ['q'], action: 'close', label: 'close this view; quit on the stream list', footer: 'close'},
		{keys: ['Q', 'ctrl-c'], action: 'quit', label: 'quit at once'},
		{keys: ['ctrl-l'], action: 'redraw', label: 'draw the screen again'},
		{keys: ['ctrl-z'], action: 'suspend', label: 'back to the shell; fg returns'},
	],
};

/** For screens without the keys of everywhere. */
export const COMMAND_KEYS: KeyTable = {title: COMMON_KEYS.title, bindings: [COMMAND_KEY]};

/** Where a move leads among `count` rows; undefined if the action is no move. Pages keep one row in sight. */
export function moveTo(
	action: string,
	times: number | undefined,
	from: number,
	count: number,
	pageRows: number,
): number | undefined {
	const steps = times ?? 1;
	const page = Math.max(1, pageRows - 1);
	const half = Math.max(1, pageRows >> 1);
	const target = {
		down: from + steps,
		up: from - steps,
		'half-down': from + steps * half,
		'half-up': from - steps * half,
		'page-down': from + steps * page,
		'page-up': from - steps * page,
		top: (times ?? 1) - 1,
		bottom: (times ?? count) - 1,
	}[action];
	return target === undefined ? undefined : Math.max(0, Math.min(count - 1, target));
}

/** The first row of a window of `rows` rows that shows `selected`, moved as little as can be. */
export function scrollTo(top: number, selected: number, count: number, rows: number): number {
	const highest = Math.max(0, count - rows);
	return Math.max(0, Math.min(highest, selected, Math.max(top, selected - rows + 1)));
}
