import {COMMON_KEYS, MOVE_KEYS} from '../keys/common-keys.ts';
import type {Binding, KeyTable} from '../keys/key-table.ts';

export const LADDER_KEYS: KeyTable = {
	title: 'Ladder',
	bindings: [
		{keys: ['enter', 'l', 'right'], action: 'inspect', label: 'fields and bytes of the packet', footer: 'packet'},
		{keys: ['e'], action: 'verdict', label: 'explain: who ended it, why, the evidence, what next', footer: 'explain'},
		{keys: ['n'], action: 'next-event', label: 'next FIN, RST, alert, retransmission, silence …', footer: 'event'},
		{keys: ['N'], action: 'previous-event', label: 'previous event', footer: 'event'},
		{keys: ['d'], action: 'details', label: 'details pane on or off', footer: 'details'},
		{keys: ['t'], action: 'time', label: 'time: since start, since previous, clock', footer: 'time'},
		{keys: ['s'], action: 'absolute', label: 'sequence numbers: relative or absolute'},
		{keys: ['x'], action: 'explanations', label: 'explanations under the packets on or off'},
		{keys: ['['], action: 'previous-stream', label: 'previous stream of the list', footer: 'stream'},
		{keys: [']'], action: 'next-stream', label: 'next stream of the list', footer: 'stream'},
		{keys: ['tab', 'shift-tab'], action: 'pane', label: 'to the other pane'},
		{keys: ['\\'], action: 'zoom', label: 'pane over the whole screen and back'},
	],
};

export const JUMP_KEYS: KeyTable = {
	title: 'Jump to',
	bindings: [
		{keys: ['g f'], action: 'go-fin', label: 'first FIN'},
		{keys: ['g r'], action: 'go-reset', label: 'first RST'},
		{keys: ['g h'], action: 'go-handshake', label: 'handshake'},
		{keys: ['g l'], action: 'go-last-data', label: 'last data'},
		{keys: ['g a'], action: 'go-alert', label: 'next TLS alert'},
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
		{keys: ['d'], action: 'details', label: 'close this pane'},
		BACK_TO_LADDER,
	],
};

export const VERDICT_KEYS: KeyTable = {
	title: 'Explanation',
	bindings: [
		{keys: ['enter', 'l', 'right'], action: 'evidence', label: 'to the packet of this line', footer: 'go to packet'},
		{keys: ['e'], action: 'verdict', label: 'close this pane'},
		BACK_TO_LADDER,
	],
};

const IN_EVERY_PANE: readonly string[] = [
	'verdict',
	'details',
	'next-event',
	'previous-event',
	'next-stream',
	'previous-stream',
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
	bindings: LADDER_KEYS.bindings.filter(({action}) => IN_EVERY_PANE.includes(action)).map(withoutFooter),
};

export const LADDER_TABLES: readonly KeyTable[] = [LADDER_KEYS, JUMP_KEYS, MOVE_KEYS, COMMON_KEYS];
export const DETAILS_TABLES: readonly KeyTable[] = [DETAILS_KEYS, SHARED, MOVE_KEYS, COMMON_KEYS];
export const VERDICT_TABLES: readonly KeyTable[] = [VERDICT_KEYS, SHARED, MOVE_KEYS, COMMON_KEYS];
