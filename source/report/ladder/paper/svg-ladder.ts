import {captureName} from '../../../capture/capture-set.ts';
import {durationText, endpointText, plural, secondsText} from '../../format.ts';
import {sanitize} from '../../sanitize.ts';
import {cut, textWidth, wrap} from '../../spans.ts';
import {UNICODE} from '../drawing.ts';
import type {Side} from '../ladder.ts';
import type {ArrowKind, LadderPacket} from '../ladder-packet.ts';
import {fateOf, type LadderRun} from '../ladder-words.ts';
import {statesOf} from '../states.ts';
import {type PaperLadder, type PaperRow, paperRows} from './paper-ladder.ts';
import {cross, escapeXml, heads, line, styleSheet, textAt} from './svg-picture.ts';

/** Packets and runs that are drawn: more make a picture that no viewer opens. */
const MOST_ROWS = 1000;

/**
 * Places, in pixels:
 *
 *   │ time │ state │ rail ─── arrow ───▶ rail │ state │ notes │
 */
const WIDTH = 1200;
const MARGIN = 16;
const TIME_END = 96;
const STATE_START = 108;
const CLIENT = 204;
const SERVER = 664;
const NOTES = 764;
const ROW = 30;
const SENTENCE_ROW = 17;
/** Advance of a character of the monospaced font. */
const CELL = 7.23;

const STROKES: Readonly<Record<ArrowKind, string>> = {
	syn: 'thin',
	ack: 'thin',
	data: 'wide',
	fin: 'thin',
	alert: 'wide',
	reset: 'heavy',
	icmp: 'thin dashed',
};

/** The ladder as one picture: SVG without scripts, fonts or anything else from outside. */
export function* svgLadder(paper: PaperLadder): Generator<string> {
	const {report} = paper;
	const head = headLines(paper);
	const top = MARGIN + 24 + head.length * SENTENCE_ROW + 30;
	// The size stands in front of what is drawn, which is therefore made first.
	let y = top + 8;
	let body = '';
	let rails = '';
	for (const row of paperRows(paper, MOST_ROWS)) {
		const drawn = drawRow(paper, row, y);
		const isQuiet = row.kind === 'silence' || row.kind === 'omitted';
		for (const x of [CLIENT, SERVER]) rails += line(x, y, x, y + drawn.height, `dim thin${isQuiet ? ' dotted' : ''}`);
		body += drawn.content;
		y += drawn.height;
	}
	const height = y + MARGIN;
	const title = `Stream ${report.stream}: ${report.ending.verdict}`;
	yield '<?xml version="1.0" encoding="UTF-8"?>\n';
	yield `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img">\n`;
	yield `<title>${escapeXml(title)}</title>\n<desc>${escapeXml(sanitize(report.ending.summary))}</desc>\n`;
	yield styleSheet();
	yield `<rect width="${WIDTH}" height="${height}" class="ground"/>\n`;
	yield textAt(MARGIN, MARGIN + 14, title, `title ${report.ending.category}`);
	for (const [index, text] of head.entries())
		yield textAt(MARGIN, MARGIN + 36 + index * SENTENCE_ROW, text, index === head.length - 1 ? 'dim' : 'text');
	yield endpoint(paper, 'client', CLIENT, top) + endpoint(paper, 'server', SERVER, top);
	yield rails;
	yield body;
	yield '</svg>\n';
}

/** What stands over the ladder: the verdict's sentences, then where the stream is from. */
function headLines({report, files}: PaperLadder): string[] {
	const {summary, rootCause, category, confidence, endedBy} = report.ending;
	const width = Math.floor((WIDTH - 2 * MARGIN) / CELL);
	const names = files.map(captureName).join(', ');
	return [
		...wrap(sanitize(summary), width),
		...(rootCause === '' ? [] : wrap(sanitize(rootCause), width)),
		cut(sanitize(`${category}, ${confidence}, ended by ${endedBy}; ${names}`), width, UNICODE.ellipsis),
	];
}

function endpoint({ladder: {tables, stream}}: PaperLadder, side: Side, x: number, y: number): string {
	const {addresses, streams} = tables;
	const name = endpointText(addresses, streams.address(stream, side), streams.port(stream, side));
	return textAt(x, y, `${side} ${name}`, 'text strong', 'middle');
}

interface Drawn {
	readonly height: number;
	readonly content: string;
}

/** Draws a row whose upper edge is at `y`. */
function drawRow(paper: PaperLadder, row: PaperRow, y: number): Drawn {
	const middle = (CLIENT + SERVER) / 2;
	const foot = y + ROW - 8;
	switch (row.kind) {
		case 'packet':
			return {height: ROW, content: drawPacket(paper, row.index, row.packet, foot)};
		case 'run':
			return {height: ROW, content: drawRun(paper, row.from, row.to, row.run, foot)};
		case 'silence': {
			const text = `${durationText(row.nanoseconds / 1e9)} of silence`;
			return {height: ROW, content: textAt(middle, foot - 3, text, 'dim', 'middle')};
		}
		case 'omitted': {
			const text = `… ${plural(row.packets, 'packet')} left out …`;
			return {height: ROW, content: textAt(middle, foot - 3, text, 'dim', 'middle')};
		}
		case 'hole': {
			const label = `${row.hole.length} B missing`;
			const end = row.toServer ? SERVER - 60 : CLIENT + 60;
			const shaft = line(row.toServer ? CLIENT : SERVER, foot, end, foot, 'retransmission thin dashed');
			const text = textAt(middle, foot - 5, label, 'retransmission', 'middle');
			const fate = textAt(NOTES, foot, fateOf(paper.ladder, row.hole), 'retransmission');
			return {height: ROW, content: shaft + cross(end, foot, 'retransmission wide') + text + fate};
		}
		case 'sentence':
			return drawSentence(row.text, y);
	}
}

function drawPacket({ladder}: PaperLadder, index: number, packet: LadderPacket, y: number): string {
	const colour = packet.retransmitted ? 'retransmission' : packet.kind;
	const {sequence, acknowledgment, length} = packet;
	const numbers = [
		`#${ladder.frame(index)}`,
		`Seq=${sequence}`,
		...(acknowledgment === undefined ? [] : [`Ack=${acknowledgment}`]),
		...(length === 0 ? [] : [`Len=${length}`]),
	].join(' ');
	const beside = [...(packet.link === undefined ? [] : [packet.link]), ...packet.notes.map(({text}) => text)];
	return (
		textAt(TIME_END, y, secondsText(ladder.elapsed(index)), 'dim', 'end') +
		drawStates(statesOf(ladder), index, index, y) +
		arrow(packet.toServer, y, packet.label, colour, STROKES[packet.kind], packet.retransmitted ? 3 : 1) +
		notes(numbers, beside.join(', '), y)
	);
}

/** A run is a broad arrow: it stands for many. */
function drawRun({ladder}: PaperLadder, from: number, to: number, run: LadderRun, y: number): string {
	const cells = textWidth(run.all);
	const isWhole = cells <= LABEL;
	return (
		textAt(TIME_END, y, secondsText(ladder.elapsed(from)), 'dim', 'end') +
		drawStates(statesOf(ladder), from, to - 1, y) +
		line(CLIENT, y, SERVER, y, `${run.kind} run`) +
		arrow(run.toServer, y, isWhole ? run.all : run.label, run.kind, 'thin', 1) +
		notes(`#${ladder.frame(from)}-#${ladder.frame(to - 1)}`, isWhole ? '' : run.notes.join(', '), y)
	);
}

/** Cells of a label between the rails. */
const LABEL = Math.floor((SERVER - CLIENT - 40) / CELL);

function arrow(toServer: boolean, y: number, label: string, colour: string, stroke: string, count: number): string {
	const tip = toServer ? SERVER - 1 : CLIENT + 1;
	return (
		line(CLIENT, y, SERVER, y, `${colour} ${stroke}`) +
		heads(tip, y, toServer, colour, count) +
		textAt((CLIENT + SERVER) / 2, y - 5, cut(label, LABEL, UNICODE.ellipsis), colour, 'middle')
	);
}

/** The state of each side where it is new, as the packets from `from` up to and with `to` leave it. */
function drawStates(states: ReturnType<typeof statesOf>, from: number, to: number, y: number): string {
	const stateOf = (side: Side, x: number) => {
		const state = states.at(to, side);
		const isNew = from === 0 || states.at(from - 1, side) !== state;
		return isNew && state !== '?' ? textAt(x, y, state, 'text') : '';
	};
	return stateOf('client', STATE_START) + stateOf('server', SERVER + 8);
}

function notes(numbers: string, beside: string, y: number): string {
	const cells = Math.floor((WIDTH - MARGIN - NOTES) / CELL) - numbers.length - 2;
	const text =
		beside === '' ? '' : `<tspan class="text" dx="12">${escapeXml(cut(beside, cells, UNICODE.ellipsis))}</tspan>`;
	return `<text x="${NOTES}" y="${y}" class="dim">${escapeXml(numbers)}${text}</text>\n`;
}

function drawSentence(sentence: string, y: number): Drawn {
	const width = Math.floor((SERVER - CLIENT - 32) / CELL);
	const lines = wrap(sanitize(sentence), width);
	const content = lines.map((text, index) => textAt(CLIENT + 16, y + 12 + index * SENTENCE_ROW, text, 'text'));
	return {height: lines.length * SENTENCE_ROW + 6, content: content.join('')};
}
