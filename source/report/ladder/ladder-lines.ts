import {durationText, endpointText} from '../format.ts';
import {sanitize} from '../sanitize.ts';
import {cut, fit, type Line, type Role, type Span, textWidth, wrap} from '../spans.ts';
import type {FoldView} from './fold-view.ts';
import type {Ladder, Side} from './ladder.ts';
import {FRAME_HEADING, frameText, gapRows, indentOf, type LadderLayout, RAILS, timeText} from './ladder-layout.ts';
import {type ArrowKind, describePacket, type LadderPacket, type Note} from './ladder-packet.ts';
import {describeRun, fateOf} from './ladder-words.ts';
import {relationsOf} from './relations/relations.ts';
import type {RunTotals} from './runs.ts';
import {statesOf} from './states.ts';

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

/** Who stands left and who right: one line, or two where both do not fit on one. */
export function endpointLines(ladder: Ladder, layout: LadderLayout): Line[] {
	const {streams, addresses} = ladder.tables;
	const name = (side: 'client' | 'server') =>
		`${side} ${endpointText(addresses, streams.address(ladder.stream, side), streams.port(ladder.stream, side))}`;
	const client = name('client');
	const server = name('server');
	const indent = ' '.repeat(indentOf(layout));
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
	const gutter = (side: string) => (layout.gutter === 0 ? '' : fit(side, layout.gutter, drawing.ellipsis));
	const frame = layout.frame === 0 ? '' : `${FRAME_HEADING} `.padStart(layout.frame);
	return [
		{text: ` ${frame}${fit(`${layout.timeMode} (t)`, layout.time, drawing.ellipsis, 'right')} `, role: 'dim'},
		{text: gutter('state'), role: 'dim'},
		{text: drawing.rail, role: 'dim'},
		{text: ' '.repeat(layout.arrow)},
		{text: drawing.rail, role: 'dim'},
		{text: gutter(' state'), role: 'dim'},
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
	const link: Span[] =
		packet.link === undefined ? [] : [{text: `${drawing.link} ${packet.link}`, role: ROLE_OF_KIND[packet.kind]}];
	return [
		mark,
		{text: frameText(ladder, index, layout), role: 'dim'},
		{text: `${timeText(ladder, index, layout)} `},
		...betweenStates(ladder, index, arrowSpans(packet, layout), layout),
		{text: ` ${numbers}`},
		...noteSpans([...link, ...packet.notes, ...cutOff(packet, layout)], layout),
	];
}

/** The row of a folded run of a view; `matches` of its packets pass the filter. */
export function runLine(
	ladder: Ladder,
	view: FoldView,
	row: number,
	layout: LadderLayout,
	mark: Span = {text: ' '},
	matches = 0,
): Line {
	const [from, to] = [view.start(row), view.end(row)];
	const totals = view.runs.totals(from, to);
	const {kind, toServer, label, notes, all} = describeRun(ladder, view, row);
	const isWhole = textWidth(all) <= layout.arrow - 5;
	const arrow = arrowSpans({kind, toServer, retransmitted: false, label: isWhole ? all : label}, layout);
	const beside: Span[] = isWhole
		? []
		: [...notes.map(text => ({text})), ...cutOff({retransmitted: false, label}, layout)];
	if (matches > 0) beside.unshift({text: `${matches === to - from ? 'all' : matches} pass`, role: 'match'});
	return [
		mark,
		{text: frameText(ladder, from, layout), role: 'dim'},
		{text: `${timeText(ladder, from, layout)} `},
		...betweenStates(ladder, to - 1, arrow, layout),
		{text: ` ${rangeText(ladder, from, to, totals, layout)}`, role: 'dim'},
		...noteSpans(beside, layout),
	];
}

/** The sequence numbers that a run's data covers: `1-299001`. */
function rangeText(ladder: Ladder, from: number, to: number, {segments}: RunTotals, layout: LadderLayout): string {
	const cells = layout.sequence + layout.acknowledgment + layout.length + 2;
	const {packets} = ladder.tables;
	const data = (at: number) => packets.payloadLength(ladder.rows[at]!) > 0;
	let first = from;
	let last = to - 1;
	if (segments > 0) {
		while (!data(first)) first++;
		while (!data(last)) last--;
	}
	const base = layout.bases?.[ladder.sender(first)].sequence ?? 0;
	const start = (packets.sequence(ladder.rows[first]!) + base) >>> 0;
	const end = (packets.sequence(ladder.rows[last]!) + packets.payloadLength(ladder.rows[last]!) + base) >>> 0;
	return fit(segments === 0 ? '' : `${start}-${end}`, cells, layout.drawing.ellipsis);
}

/** The rows of a silence, above the packet that ends it. */
export function gapLines(ladder: Ladder, index: number, layout: LadderLayout): Line[] {
	const {drawing} = layout;
	const rows = gapRows(ladder, index, layout);
	const text = ` ${durationText(ladder.gapBefore(index) / 1e9)} of silence `;
	return Array.from({length: rows}, (_, row) => {
		const words = row === (rows - 1) >> 1 ? text : '';
		const fill = Math.max(0, layout.arrow - textWidth(words));
		const left = fill >> 1;
		return [
			{text: ' '.repeat(indentOf(layout))},
			{text: drawing.gapRail, role: 'gap'},
			{
				text: cut(drawing.gap.repeat(left) + words + drawing.gap.repeat(fill - left), layout.arrow, drawing.ellipsis),
				role: 'gap',
			},
			{text: drawing.gapRail, role: 'gap'},
		];
	});
}

/** The row of bytes that should stand in front of a packet and do not: an arrow that breaks off. */
export function holeLines(ladder: Ladder, index: number, layout: LadderLayout): Line[] {
	const hole = relationsOf(ladder).hole(index);
	if (hole === undefined) return [];
	const {drawing, arrow} = layout;
	const label = ` ${cut(`${hole.length} B missing`, arrow - 10, drawing.ellipsis)} `;
	const shaft = drawing.light.repeat(3);
	const fill = ' '.repeat(Math.max(0, arrow - textWidth(label) - 7));
	// It comes from its sender's rail and never reaches the other.
	const text =
		ladder.sender(index) === 'client'
			? `${shaft}${label}${shaft}${drawing.cross}${fill}`
			: `${fill}${drawing.cross}${shaft}${label}${shaft}`;
	const base = layout.bases?.[ladder.sender(index)].sequence ?? 0;
	const range = `${(hole.from + base) >>> 0}-${(hole.from + hole.length + base) >>> 0}`;
	const cells = layout.sequence + layout.acknowledgment + layout.length + 2;
	return [
		[
			{text: ' '.repeat(indentOf(layout))},
			{text: drawing.rail, role: 'dim'},
			{text, role: 'warning'},
			{text: drawing.rail, role: 'dim'},
			{text: ' '.repeat(layout.gutter)},
			{text: ` ${fit(range, cells, drawing.ellipsis)}`, role: 'dim'},
			...noteSpans([{text: fateOf(ladder, hole), role: 'warning'}], layout),
		],
	];
}

/** An arrow between the states that both sides have once its packet has passed. A state stands out where it is new. */
function betweenStates(ladder: Ladder, index: number, arrow: readonly Span[], layout: LadderLayout): Span[] {
	if (layout.gutter === 0) return [...arrow];
	const states = statesOf(ladder);
	const gutter = (side: Side, indent: string): Span => {
		const state = states.at(index, side);
		const isNew = index === 0 || states.at(index - 1, side) !== state;
		return {
			text: fit(indent + state, layout.gutter, layout.drawing.ellipsis),
			...(isNew ? {} : {role: 'dim' as const}),
		};
	};
	return [gutter('client', ''), ...arrow, gutter('server', ' ')];
}

/** The rows of a sentence under a packet: at most three. */
export function explanationLines(sentence: string, layout: LadderLayout): Line[] {
	const indent = ' '.repeat(indentOf(layout) + 2);
	const room = layout.width - indent.length - 2;
	const lines = wrap(sanitize(sentence), Math.max(20, room));
	const shown = lines.slice(0, 3);
	if (lines.length > 3) shown[2] = cut(`${shown[2]} ${lines[3]}`, room, layout.drawing.ellipsis);
	return shown.map((text, line) => [
		{text: `${indent}${line === 0 ? layout.drawing.because : ' '} ${text}`, role: 'dim'},
	]);
}

/** An arrow from rail to rail with its label inside; three heads for a retransmission. */
function arrowSpans(
	packet: Pick<LadderPacket, 'kind' | 'toServer' | 'retransmitted' | 'label' | 'shortLabel'>,
	layout: LadderLayout,
): Span[] {
	const {drawing, arrow} = layout;
	const role = packet.retransmitted ? 'retransmission' : ROLE_OF_KIND[packet.kind];
	const shaft = drawing[SHAFT_OF_KIND[packet.kind]];
	const heads = headsOf(packet);
	const label = ` ${cut(fittingLabel(packet, layout), labelCells(packet, layout), drawing.ellipsis)} `;
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

function headsOf({retransmitted}: {readonly retransmitted: boolean}): number {
	return retransmitted ? 3 : 1;
}

/** Cells for the label on an arrow: a head, a blank and some shaft stay. */
function labelCells(packet: {readonly retransmitted: boolean}, {arrow}: LadderLayout): number {
	return arrow - headsOf(packet) - 4;
}

type Labelled = Pick<LadderPacket, 'retransmitted' | 'label' | 'shortLabel'>;

function fittingLabel(packet: Labelled, layout: LadderLayout): string {
	const {label, shortLabel = label} = packet;
	return textWidth(label) <= labelCells(packet, layout) ? label : shortLabel;
}

/** What of a label did not fit on its arrow. */
function cutOff(packet: Labelled, layout: LadderLayout): Span[] {
	const {ellipsis} = layout.drawing;
	const label = fittingLabel(packet, layout);
	const shown = cut(label, labelCells(packet, layout), ellipsis);
	return shown === label ? [] : [{text: `${ellipsis}${label.slice(shown.length - ellipsis.length)}`, role: 'dim'}];
}

function noteSpans(notes: readonly Note[], layout: LadderLayout): Span[] {
	const spans: Span[] = [];
	let left = layout.notes - 1;
	for (const note of notes) {
		const before = spans.length === 0 ? '' : ', ';
		const isWhole = textWidth(before + note.text) <= left;
		const text = before + (isWhole ? note.text : (note.short ?? note.text));
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
