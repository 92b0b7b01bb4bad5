import {clockText, durationText, endpointText, secondsText} from '../format.ts';
import {sanitize} from '../sanitize.ts';
import {cut, fit, type Line, lineText, type Role, type Span, textWidth, wrap} from '../spans.ts';
import type {Drawing} from './drawing.ts';
import type {Ladder} from './ladder.ts';
import {type ArrowKind, describePacket, type LadderPacket} from './ladder-packet.ts';

export const TIME_MODES = ['start', 'delta', 'clock'] as const;
export type TimeMode = (typeof TIME_MODES)[number];

export const TIME_HEADINGS: Readonly<Record<TimeMode, string>> = {
	start: 'since start',
	delta: 'since previous',
	clock: 'clock (UTC)',
};

/** What to add to the relative numbers of a side to get the numbers on the wire. */
export interface SequenceBases {
	readonly client: {readonly sequence: number; readonly acknowledgment: number};
	readonly server: {readonly sequence: number; readonly acknowledgment: number};
}

/**
 * Cells of a ladder's parts, left to right:
 *
 *   mark time │─── arrow ───▶│ seq ack len notes
 */
export interface LadderLayout {
	readonly drawing: Drawing;
	readonly width: number;
	readonly time: number;
	/** Between the rails. */
	readonly arrow: number;
	readonly sequence: number;
	readonly acknowledgment: number;
	readonly length: number;
	readonly notes: number;
	readonly timeMode: TimeMode;
	/** Absolute sequence numbers are shown. */
	readonly bases?: SequenceBases | undefined;
}

const MARK = 1;
const RAILS = 2;
const NARROWEST_ARROW = 22;
const WIDEST_ARROW = 80;
/** Cells in which most notes fit whole: `fast retransmission`. */
const ENOUGH_NOTES = 20;

const ROLE_OF_KIND: Readonly<Record<ArrowKind, Role | undefined>> = {
	syn: 'syn',
	ack: undefined,
	data: 'data',
	fin: 'fin',
	reset: 'reset',
	alert: 'alert',
	icmp: 'warning',
};

const SHAFT_OF_KIND: Readonly<Record<ArrowKind, 'light' | 'double' | 'heavy' | 'dashed'>> = {
	syn: 'light',
	ack: 'light',
	data: 'double',
	fin: 'light',
	reset: 'heavy',
	alert: 'double',
	icmp: 'dashed',
};

/** Shares a width among the parts of the ladder. Both heads of the arrows stay in sight at 80 columns. */
export function layOutLadder(
	ladder: Ladder,
	width: number,
	drawing: Drawing,
	timeMode: TimeMode,
	bases?: SequenceBases,
): LadderLayout {
	const {streams} = ladder.tables;
	const digits = (bytes: number) => Math.min(10, Math.max(3, String(bytes + 2).length));
	const client = digits(streams.payloadBytes(ladder.stream, 'client'));
	const server = digits(streams.payloadBytes(ladder.stream, 'server'));
	const numbers = bases === undefined ? Math.max(client, server) : 10;
	const time = timeWidth(ladder, timeMode);
	const left = width - MARK - time - 1 - RAILS - 1 - numbers - 1 - numbers - 1 - 5 - 1;
	const notes = Math.max(ENOUGH_NOTES, Math.round(left * 0.36));
	const arrow = Math.max(NARROWEST_ARROW, Math.min(WIDEST_ARROW, left - notes));
	return {
		drawing,
		width,
		time,
		arrow,
		sequence: numbers,
		acknowledgment: numbers,
		length: 5,
		notes: Math.max(0, left - arrow),
		timeMode,
		bases,
	};
}

function timeWidth(ladder: Ladder, mode: TimeMode): number {
	if (mode === 'clock') return 15;
	const last = ladder.count === 0 ? 0 : ladder.elapsed(ladder.count - 1);
	return Math.max(secondsText(last).length + (mode === 'delta' ? 1 : 0), 9);
}

/** Who stands left and who right: one line, or two where both do not fit on one. */
export function endpointLines(ladder: Ladder, layout: LadderLayout): Line[] {
	const {streams, addresses} = ladder.tables;
	const name = (side: 'client' | 'server') =>
		`${side} ${endpointText(addresses, streams.address(ladder.stream, side), streams.port(ladder.stream, side))}`;
	const client = name('client');
	const server = name('server');
	const indent = ' '.repeat(MARK + layout.time + 1);
	const room = layout.width - indent.length;
	const rails = layout.arrow + RAILS;
	const between = Math.max(rails, client.length + 2 + server.length);
	const ellipsis = layout.drawing.ellipsis;
	if (between > room) {
		return [
			[{text: indent}, {text: cut(client, room, ellipsis), role: 'heading'}],
			[
				{text: indent},
				{text: fit(server, Math.min(room, Math.max(rails, server.length)), ellipsis, 'right'), role: 'heading'},
			],
		];
	}
	return [
		[
			{text: indent},
			{text: client, role: 'heading'},
			{text: ' '.repeat(between - client.length - server.length)},
			{text: server, role: 'heading'},
		],
	];
}

/** Headings over time and numbers. */
export function headingLine(layout: LadderLayout): Line {
	const {drawing} = layout;
	const time = layout.timeMode === 'start' ? 'start' : layout.timeMode;
	return [
		{text: `${' '.repeat(MARK)}${fit(`${time} (t)`, layout.time, drawing.ellipsis, 'right')} `, role: 'dim'},
		{text: drawing.rail, role: 'dim'},
		{text: ' '.repeat(layout.arrow)},
		{text: drawing.rail, role: 'dim'},
		{
			text: ` ${'Seq'.padStart(layout.sequence)} ${'Ack'.padStart(layout.acknowledgment)} ${'Len'.padStart(layout.length)}`,
			role: 'dim',
		},
	];
}

/** The row of a packet. */
export function packetLine(ladder: Ladder, index: number, layout: LadderLayout, mark: Span = {text: ' '}): Line {
	const packet = describePacket(ladder, index);
	const {drawing} = layout;
	const ends = drawing.ellipsis;
	const bases = layout.bases?.[ladder.sender(index)];
	const sequence = bases === undefined ? packet.sequence : (packet.sequence + bases.sequence) >>> 0;
	const ack = packet.acknowledgment;
	const acknowledgment =
		ack === undefined ? '' : String(bases === undefined ? ack : (ack + bases.acknowledgment) >>> 0);
	const numbers = [
		fit(String(sequence), layout.sequence, ends, 'right'),
		fit(acknowledgment, layout.acknowledgment, ends, 'right'),
		fit(packet.length === 0 ? '' : String(packet.length), layout.length, ends, 'right'),
	].join(' ');
	return [
		mark,
		{text: `${timeText(ladder, index, layout)} `},
		...arrowSpans(packet, layout),
		{text: ` ${numbers}`},
		...noteSpans(packet.notes, layout),
	];
}

/** The row of a silence, above the packet that ends it. */
export function gapLine(ladder: Ladder, index: number, layout: LadderLayout): Line {
	const {drawing} = layout;
	const text = ` ${durationText(ladder.gapBefore(index) / 1e9)} of silence `;
	const fill = Math.max(0, layout.arrow - textWidth(text));
	const left = fill >> 1;
	return [
		{text: ' '.repeat(MARK + layout.time + 1)},
		{text: drawing.gapRail, role: 'gap'},
		{
			text: cut(drawing.gap.repeat(left) + text + drawing.gap.repeat(fill - left), layout.arrow, drawing.ellipsis),
			role: 'gap',
		},
		{text: drawing.gapRail, role: 'gap'},
	];
}

/** The rows of a sentence under a packet: at most three. */
export function explanationLines(sentence: string, layout: LadderLayout): Line[] {
	const indent = ' '.repeat(MARK + layout.time + 1 + 2);
	const room = layout.width - indent.length - 2;
	const lines = wrap(sanitize(sentence), Math.max(20, room));
	const shown = lines.slice(0, 3);
	if (lines.length > 3) shown[2] = cut(`${shown[2]} ${lines[3]}`, room, layout.drawing.ellipsis);
	return shown.map((text, line) => [
		{text: `${indent}${line === 0 ? layout.drawing.because : ' '} ${text}`, role: 'dim'},
	]);
}

function timeText(ladder: Ladder, index: number, layout: LadderLayout): string {
	const {packets} = ladder.tables;
	const row = ladder.rows[index]!;
	switch (layout.timeMode) {
		case 'clock':
			return clockText(packets.seconds(row), packets.nanoseconds(row));
		case 'delta': {
			const delta = ladder.delta(index);
			return `${delta < 0 ? '' : '+'}${secondsText(delta)}`.padStart(layout.time);
		}
		case 'start':
			return secondsText(ladder.elapsed(index)).padStart(layout.time);
	}
}

/** An arrow from rail to rail with its label inside; three heads for a retransmission. */
function arrowSpans(packet: LadderPacket, layout: LadderLayout): Span[] {
	const {drawing, arrow} = layout;
	const role = packet.retransmitted ? 'retransmission' : ROLE_OF_KIND[packet.kind];
	const shaft = drawing[SHAFT_OF_KIND[packet.kind]];
	const heads = packet.retransmitted ? 3 : 1;
	const label = ` ${cut(packet.label, arrow - heads - 4, drawing.ellipsis)} `;
	const fill = arrow - heads - textWidth(label);
	const before = fill >> 1;
	const text = packet.toServer
		? shaft.repeat(before) + label + shaft.repeat(fill - before) + drawing.headRight.repeat(heads)
		: drawing.headLeft.repeat(heads) + shaft.repeat(fill - before) + label + shaft.repeat(before);
	return [
		{text: drawing.rail, role: 'dim'},
		{text, role},
		{text: drawing.rail, role: 'dim'},
	];
}

function noteSpans(notes: readonly Span[], layout: LadderLayout): Span[] {
	const spans: Span[] = [];
	let left = layout.notes - 1;
	for (const note of notes) {
		const text = `${spans.length === 0 ? '' : ', '}${note.text}`;
		const cells = textWidth(text);
		if (cells > left) {
			if (left > 3) spans.push({text: cut(text, left, layout.drawing.ellipsis), role: note.role});
			break;
		}
		spans.push({text, role: note.role});
		left -= cells;
	}
	return spans.length === 0 ? [] : [{text: ' '}, ...spans];
}

/** All of a ladder, for paper: headings, packets, silences and sentences. */
export function* ladderLines(
	ladder: Ladder,
	layout: LadderLayout,
	explain: (row: number) => string | undefined,
): Generator<string> {
	const plain = (line: Line) => lineText(line).trimEnd();
	yield* endpointLines(ladder, layout).map(plain);
	yield plain(headingLine(layout));
	for (let index = 0; index < ladder.count; index++) {
		if (ladder.gapBefore(index) > 0) yield plain(gapLine(ladder, index, layout));
		yield plain(packetLine(ladder, index, layout));
		const sentence = explain(ladder.rows[index]!);
		if (sentence !== undefined) yield* explanationLines(sentence, layout).map(plain);
	}
}
