import {bytesText, plural} from '../../../report/format.ts';
import {conversation, type Piece} from '../../../report/ladder/conversation.ts';
import type {Drawing} from '../../../report/ladder/drawing.ts';
import type {Ladder} from '../../../report/ladder/ladder.ts';
import {sanitize} from '../../../report/sanitize.ts';
import {type Line, wrap} from '../../../report/spans.ts';
import {hexLine, hexRowBytes} from './hex-dump.ts';

/** A line of what was said, and the packet that brings it. */
export interface FollowLine {
	readonly line: Line;
	readonly index: number;
	/** Of a row of bytes: what the packet says from there on, and how much of it is in the row. */
	readonly bytes?: Uint8Array;
	readonly rowBytes?: number;
}

/** What is read from the file at most, since nobody reads more of it: bytes of payload, and packets. */
const MOST_BYTES = 1 << 20;
const MOST_PIECES = 4000;

/** What was said over a stream, each side with its sign and colour, as text or as bytes. */
export function followLines(
	ladder: Ladder,
	payload: (index: number) => Uint8Array,
	hex: boolean,
	width: number,
	drawing: Drawing,
): FollowLine[] {
	const lines: FollowLine[] = [];
	let left = MOST_BYTES;
	let pieces = 0;
	for (const piece of conversation(ladder)) {
		const sign = {text: `${piece.from === 'client' ? drawing.to : drawing.from} `, role: piece.from} as const;
		const add = (line: Line, row = {}) => lines.push({line: [sign, ...line], index: piece.index, ...row});
		if (piece.isHole) {
			add([{text: `[${bytesText(piece.length)} missing: never captured]`, role: 'warning'}]);
			continue;
		}
		if (left <= 0 || ++pieces > MOST_PIECES) {
			add([{text: `[more: only the first ${bytesText(piece.offset)} of this side are shown]`, role: 'warning'}]);
			break;
		}
		const bytes = payload(piece.index).subarray(piece.skip, piece.skip + piece.length);
		left -= bytes.length;
		const rowBytes = hexRowBytes(width - 2 - 4);
		if (hex) {
			for (const [row, line] of hexLines(bytes, piece, rowBytes).entries())
				add(line, {bytes: bytes.subarray(row * rowBytes), rowBytes});
		} else for (const line of textLines(bytes, piece, width - 2)) add(line);
		if (bytes.length < piece.length)
			add([{text: `[${plural(piece.length - bytes.length, 'byte')} cut off by the snap length]`, role: 'warning'}]);
	}
	return lines.length > 0 ? lines : [{line: [{text: 'Nobody said anything.', role: 'dim'}], index: 0}];
}

const decoder = new TextDecoder();

/** Line by line as it was sent; a byte that is no text is a dot, and of what is no text each that is not ASCII. */
function textLines(bytes: Uint8Array, {from}: Piece, width: number): Line[] {
	if (!isText(bytes)) {
		const cells = Math.max(1, width);
		return Array.from({length: Math.ceil(bytes.length / cells)}, (_, row) => {
			const part = bytes.subarray(row * cells, (row + 1) * cells);
			return [{text: Array.from(part, printable).join(''), role: from}];
		});
	}
	const text = decoder.decode(bytes).replace(/\r?\n$/, '');
	return text.split(/\r?\n/).flatMap(line => {
		const safe = sanitize(line.replaceAll('\t', '    ').replace(/[\p{Cc}\u{FFFD}]/gu, '.'));
		return wrap(safe, Math.max(1, width)).map(part => [{text: part, role: from}]);
	});
}

function printable(byte: number): string {
	return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.';
}

/** Of text so much may be controls: one in eight. */
const MOST_CONTROLS = 1 / 8;

/** Is it UTF-8, and hardly any of it controls? A segment may begin and end within a character (RFC 3629 3). */
function isText(bytes: Uint8Array): boolean {
	let start = 0;
	while (start < Math.min(3, bytes.length) && (bytes[start]! & 0xc0) === 0x80) start++;
	try {
		const text = new TextDecoder('utf-8', {fatal: true}).decode(bytes.subarray(start), {stream: true});
		const controls = text.match(/[^\P{Cc}\t\r\n]/gu)?.length ?? 0;
		return controls <= text.length * MOST_CONTROLS;
	} catch {
		return false;
	}
}

/** Rows of a dump with the offset in what the side has said. */
function hexLines(bytes: Uint8Array, {from, offset}: Piece, rowBytes: number): Line[] {
	return Array.from({length: Math.ceil(bytes.length / rowBytes)}, (_, row) => {
		const [, ...rest] = hexLine(bytes, row, rowBytes, 0, 0);
		const at = (offset + row * rowBytes).toString(16).padStart(8, '0');
		return [{text: `${at}  `, role: 'dim' as const}, ...rest.map(({text}) => ({text, role: from}))];
	});
}
