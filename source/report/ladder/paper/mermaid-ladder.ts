import {durationText, endpointText, plural, secondsText} from '../../format.ts';
import {sanitize} from '../../sanitize.ts';
import {cut, wrap} from '../../spans.ts';
import {UNICODE} from '../drawing.ts';
import type {Side} from '../ladder.ts';
import type {ArrowKind, LadderPacket} from '../ladder-packet.ts';
import {fateOf, type LadderRun} from '../ladder-words.ts';
import {type PaperLadder, type PaperRow, paperRows} from './paper-ladder.ts';

/** Mermaid refuses a diagram of more than 50,000 characters: so many arrows stay below it. */
const MOST_ROWS = 160;

/** Characters on a line of a note: Mermaid makes a diagram as wide as its widest. */
const NOTE_WIDTH = 60;

/** A solid arrow; one that ends in a cross for a reset; dotted for what another host says of a segment. */
const ARROWS: Readonly<Record<ArrowKind, string>> = {
	syn: '->>',
	ack: '->>',
	data: '->>',
	fin: '->>',
	alert: '->>',
	reset: '-x',
	icmp: '-->>',
};

/** The ladder as a sequence diagram of Mermaid, which GitHub, GitLab and others draw. */
export function* mermaidLadder(paper: PaperLadder): Generator<string> {
	const {ladder, report} = paper;
	yield 'sequenceDiagram\n';
	yield `    participant C as ${escapeMermaid(endpoint(paper, 'client'))}\n`;
	yield `    participant S as ${escapeMermaid(endpoint(paper, 'server'))}\n`;
	yield note(`Stream ${report.stream}: ${report.ending.verdict}. ${report.ending.summary}`);
	for (const row of paperRows(paper, MOST_ROWS)) yield rowText(paper, row);
	if (ladder.count === 0) yield note('No packets');
}

function endpoint({ladder: {tables, stream}}: PaperLadder, side: Side): string {
	const {addresses, streams} = tables;
	return `${side} ${endpointText(addresses, streams.address(stream, side), streams.port(stream, side))}`;
}

function rowText(paper: PaperLadder, row: PaperRow): string {
	const {ladder} = paper;
	switch (row.kind) {
		case 'packet':
			return packetText(paper, row.index, row.packet);
		case 'run':
			return runText(paper, row.from, row.to, row.run);
		case 'silence':
			return note(`${durationText(row.nanoseconds / 1e9)} of silence`);
		case 'hole':
			return message(row.toServer, '--x', `${row.hole.length} B missing: ${fateOf(ladder, row.hole)}`);
		case 'sentence':
			return note(row.text);
		case 'omitted':
			return note(`${plural(row.packets, 'packet')} left out`);
	}
}

function packetText({ladder}: PaperLadder, index: number, packet: LadderPacket): string {
	const beside = [...(packet.link === undefined ? [] : [packet.link]), ...packet.notes.map(({text}) => text)];
	const text = [packet.label, ...beside].join(', ');
	return message(
		packet.toServer,
		ARROWS[packet.kind],
		`${secondsText(ladder.elapsed(index))} #${ladder.frame(index)} ${text}`,
	);
}

function runText({ladder}: PaperLadder, from: number, to: number, {kind, toServer, all}: LadderRun): string {
	const frames = `#${ladder.frame(from)}-#${ladder.frame(to - 1)}`;
	return message(toServer, ARROWS[kind], `${secondsText(ladder.elapsed(from))} ${frames} ${all}`);
}

function message(toServer: boolean, arrow: string, text: string): string {
	return `    ${toServer ? `C${arrow}S` : `S${arrow}C`}: ${escapeMermaid(text)}\n`;
}

function note(text: string): string {
	return `    Note over C,S: ${wrap(sanitize(text), NOTE_WIDTH).map(escapeMermaid).join('<br/>')}\n`;
}

/** Longest text of an arrow: names from a capture can be long. */
const LONGEST = 200;

/**
 * Text that Mermaid shows as it is. Letters, digits and a few marks stand for themselves; all else is written by its
 * number (`#59;`), so that nothing ends a statement, begins a comment, a directive, HTML or mathematics. The word `end`
 * closes blocks wherever it stands.
 */
export function escapeMermaid(text: string): string {
	return cut(sanitize(text), LONGEST, UNICODE.ellipsis)
		.replace(/[^\p{L}\p{N}\p{M} .,:()/+=_-]/gu, character => `#${character.codePointAt(0)};`)
		.replace(/\b(e)(nd)\b/gi, (_, first: string, rest: string) => `#${first.charCodeAt(0)};${rest}`);
}
