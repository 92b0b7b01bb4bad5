import {COMMON_KEYS, MOVE_KEYS} from '../keys/common-keys.ts';
import type {KeyTable} from '../keys/key-table.ts';

export const GRAPH_KEYS: KeyTable = {
	title: 'Graphs',
	bindings: [
		{keys: ['enter', 'escape', 'q', 'v'], action: 'to-packet', label: 'to this packet in the ladder', footer: 'ladder'},
		{keys: ['1', '2', '3', '4'], action: 'graph', label: 'sequence numbers, round-trip time, window, throughput'},
		{keys: ['tab'], action: 'next-graph', label: 'next graph', footer: 'graph'},
		{keys: ['shift-tab'], action: 'previous-graph', label: 'previous graph'},
		{keys: ['j', 'down'], action: 'down', label: 'next packet; 5j: five', footer: 'packet'},
		{keys: ['k', 'up'], action: 'up', label: 'previous packet', footer: 'packet'},
		{keys: ['n'], action: 'next-event', label: 'next FIN, RST, alert, retransmission, silence …', footer: 'event'},
		{keys: ['N'], action: 'previous-event', label: 'previous event', footer: 'event'},
		{keys: ['+', '='], action: 'zoom-in', label: 'half of the time, round the cursor', footer: 'zoom'},
		{keys: ['-'], action: 'zoom-out', label: 'twice the time', footer: 'zoom'},
		{keys: ['0'], action: 'zoom-all', label: 'all of the stream'},
		{keys: ['h', 'left'], action: 'pan-left', label: 'earlier', footer: 'pan'},
		{keys: ['l', 'right'], action: 'pan-right', label: 'later', footer: 'pan'},
		{keys: ['d'], action: 'direction', label: 'the other direction of data', footer: 'direction'},
	],
};

/** Moves over a graph go by its time. */
const GRAPH_MOVES: KeyTable = {
	title: MOVE_KEYS.title,
	bindings: [
		{keys: ['ctrl-d'], action: 'half-down', label: 'a tenth of the time on'},
		{keys: ['ctrl-u'], action: 'half-up', label: 'a tenth of the time back'},
		{keys: ['page-down', 'ctrl-f'], action: 'page-down', label: 'a quarter of the time on'},
		{keys: ['page-up', 'ctrl-b'], action: 'page-up', label: 'a quarter of the time back'},
		{keys: ['g g', 'home'], action: 'top', label: 'first packet'},
		{keys: ['G', 'end'], action: 'bottom', label: 'last packet'},
	],
};

export const GRAPH_TABLES: readonly KeyTable[] = [GRAPH_KEYS, GRAPH_MOVES, COMMON_KEYS];
