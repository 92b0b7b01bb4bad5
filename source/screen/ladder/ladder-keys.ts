import {COMMON_KEYS, MOVE_KEYS} from '../keys/common-keys.ts';
import type {Binding, KeyTable} from '../keys/key-table.ts';

const MEANING: Binding = {keys: ['K'], action: 'meaning', label: 'what the verdict means, whatever the stream'};

export const LADDER_KEYS: KeyTable = {
	title: 'Ladder',
	bindings: [
		{
			keys: ['enter', 'l', 'right'],
			action: 'inspect',
			label: 'fields and bytes of the packet; opens a folded run',
			footer: 'packet',
		},
		{keys: ['e'], action: 'verdict', label: 'explain: who ended it, why, the evidence, what next', footer: 'explain'},
		MEANING,
		{keys: ['n'], action: 'next-event', label: 'next FIN, RST, alert, retransmission, silence …', footer: 'event'},
		{keys: ['N'], action: 'previous-event', label: 'previous event', footer: 'event'},
		{keys: ['z'], action: 'fold', label: 'fold or open this run', footer: 'fold'},
		{keys: ['z o'], action: 'open-run', label: 'open this run; zc folds it, za does what z does'},
		{keys: ['z c'], action: 'fold-run', label: 'fold this run'},
		{keys: ['z a'], action: 'keep-fold', label: 'fold or open this run'},
		{keys: ['M', 'z M'], action: 'fold-all', label: 'fold all runs'},
		{keys: ['R', 'z R'], action: 'open-all', label: 'open all runs'},
		{keys: ['p'], action: 'provoker', label: 'to the packet that provoked this one: what it answers', footer: 'cause'},
		{keys: [' '], action: 'mark-here', label: 'mark; on a second packet: compare the two', footer: 'mark'},
		{
			keys: ['r'],
			action: 'follow',
			label: 'follow the stream: what was said, in order',
			footer: 'follow',
		},
		{keys: ['d'], action: 'details', label: 'details pane on or off', footer: 'details'},
		{keys: ['v'], action: 'graph', label: 'graphs: sequence, round-trip time, window, throughput', footer: 'graph'},
		{keys: ['t'], action: 'time', label: 'time: since start, since previous, clock, silences to scale', footer: 'time'},
		{keys: ['s'], action: 'absolute', label: 'sequence numbers: relative or absolute'},
		{keys: ['x'], action: 'explanations', label: 'explanations under the packets on or off'},
		{keys: ['('], action: 'previous-stream', label: 'previous stream of the list', footer: 'stream'},
		{keys: [')'], action: 'next-stream', label: 'next stream of the list', footer: 'stream'},
		{keys: ['['], action: 'previous-same', label: 'previous stream with the same verdict', footer: 'same verdict'},
		{keys: [']'], action: 'next-same', label: 'next stream with the same verdict', footer: 'same verdict'},
		{keys: ['f'], action: 'next-passing', label: 'next packet that passes the filter'},
		{keys: ['F'], action: 'previous-passing', label: 'previous packet that passes the filter'},
		{keys: ['i'], action: 'states', label: 'TCP states of both sides on or off'},
		{keys: ['y v'], action: 'copy-verdict', label: 'copy the verdict as text, for a ticket'},
		{keys: ['y m'], action: 'copy-markdown', label: 'copy the verdict as Markdown'},
		{keys: ['E'], action: 'export', label: 'export the ladder to a file: text, Markdown, SVG or Mermaid'},
		{keys: ['tab', 'shift-tab'], action: 'pane', label: 'to the other pane'},
		{keys: ['\\'], action: 'zoom', label: 'pane over the whole screen and back'},
	],
};

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];

export const JUMP_KEYS: KeyTable = {
	title: 'Jump to',
	bindings: [
		{keys: ['g f'], action: 'go-fin', label: 'first FIN'},
		{keys: ['g r'], action: 'go-reset', label: 'first RST'},
		{keys: ['g h'], action: 'go-handshake', label: 'handshake'},
		{keys: ['g l'], action: 'go-last-data', label: 'last data'},
		{keys: ['g a'], action: 'go-alert', label: 'next TLS alert'},
		{keys: LETTERS.map(letter => `m ${letter}`), shown: 'ma … mz', action: 'mark', label: 'mark this packet'},
		{keys: LETTERS.map(letter => `' ${letter}`), shown: "'a … 'z", action: 'go-mark', label: 'to a mark'},
		{keys: ["' '"], action: 'go-back', label: 'back to where the last jump began'},
	],
};

const BACK_TO_LADDER = {
	keys: ['tab', 'shift-tab', 'escape'],
	action: 'pane',
	label: 'back to the ladder',
	footer: 'ladder',
} as const;

export const DETAILS_KEYS: KeyTable = {
	title: 'Fields',
	bindings: [
		{keys: ['enter', ' '], action: 'toggle', label: 'open or close the field', footer: 'open'},
		{keys: ['l', 'right'], action: 'expand', label: 'open the field'},
		{keys: ['h', 'left'], action: 'collapse', label: 'close the field, or go to the one above it'},
		{keys: ['J'], action: 'packet-down', label: 'next packet, same field', footer: 'packet'},
		{keys: ['K'], action: 'packet-up', label: 'previous packet, same field', footer: 'packet'},
		{keys: ['='], action: 'filter-value', label: 'filter by this value', footer: 'filter by it'},
		{keys: ['+'], action: 'and-value', label: 'this value, too: added to the filter in force', footer: 'add'},
		{keys: ['-'], action: 'exclude-value', label: 'exclude this value from the filter in force', footer: 'exclude'},
		{keys: ['d'], action: 'details', label: 'close this pane'},
		BACK_TO_LADDER,
	],
};

export const COMPARE_KEYS: KeyTable = {
	title: 'Comparison',
	bindings: [
		{keys: ['a'], action: 'same', label: 'also the fields that are the same, or not', footer: 'all fields'},
		BACK_TO_LADDER,
	],
};

export const FOLLOW_KEYS: KeyTable = {
	title: 'Follow stream',
	bindings: [
		{keys: ['enter', 'l', 'right'], action: 'go-packet', label: 'to the packet of this line', footer: 'go to packet'},
		{keys: ['x'], action: 'hex', label: 'text or hex', footer: 'text/hex'},
		{keys: ['r'], action: 'follow', label: 'close this pane'},
		BACK_TO_LADDER,
	],
};

export const VERDICT_KEYS: KeyTable = {
	title: 'Explanation',
	bindings: [
		{keys: ['enter', 'l', 'right'], action: 'evidence', label: 'to the packet of this line', footer: 'go to packet'},
		{keys: ['e'], action: 'verdict', label: 'close this pane'},
		{...MEANING, footer: 'meaning'},
		BACK_TO_LADDER,
	],
};

/** Of panes whose text is looked through: there `/` is what it is in less and vim. */
const FIND_KEYS: KeyTable = {
	title: 'Search',
	bindings: [
		{keys: ['/'], action: 'find', label: 'find text, also bytes such as 16 03 01', footer: 'find'},
		{keys: ['n'], action: 'next-match', label: 'next match; before any search the next event'},
		{keys: ['N'], action: 'previous-match', label: 'previous match, or event'},
	],
};

const IN_EVERY_PANE: readonly string[] = [
	'verdict',
	'details',
	'follow',
	'graph',
	'next-event',
	'previous-event',
	'next-stream',
	'previous-stream',
	'next-same',
	'previous-same',
	'copy-verdict',
	'copy-markdown',
	'export',
	'time',
	'absolute',
	'explanations',
	'zoom',
];

/** A pane's footer has room for its own keys only. */
function withoutFooter({keys, action, label}: Binding): Binding {
	return {keys, action, label};
}

/** Keys that mean the same in every pane. */
const SHARED: KeyTable = {
	title: 'Panes',
	name: 'ladder',
	bindings: LADDER_KEYS.bindings.filter(({action}) => IN_EVERY_PANE.includes(action)).map(withoutFooter),
};

export const LADDER_TABLES: readonly KeyTable[] = [LADDER_KEYS, JUMP_KEYS, MOVE_KEYS, COMMON_KEYS];
export const DETAILS_TABLES: readonly KeyTable[] = [DETAILS_KEYS, FIND_KEYS, SHARED, MOVE_KEYS, COMMON_KEYS];
export const VERDICT_TABLES: readonly KeyTable[] = [VERDICT_KEYS, FIND_KEYS, SHARED, MOVE_KEYS, COMMON_KEYS];
export const COMPARE_TABLES: readonly KeyTable[] = [COMPARE_KEYS, SHARED, MOVE_KEYS, COMMON_KEYS];
export const FOLLOW_TABLES: readonly KeyTable[] = [FOLLOW_KEYS, FIND_KEYS, SHARED, MOVE_KEYS, COMMON_KEYS];
