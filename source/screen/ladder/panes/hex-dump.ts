import type {Line, Span} from '../../../report/spans.ts';

/** Bytes in one row of a dump that is `width` cells wide. */
export function hexRowBytes(width: number): number {
	return width >= hexWidth(16) ? 16 : 8;
}

/** Cells that a row of so many bytes takes: offset, bytes with one more blank in the middle, characters. */
export function hexWidth(rowBytes: number): number {
	return 4 + 2 + rowBytes * 3 + 1 + rowBytes;
}

/** First row of a window of `rows` rows on the dump in which the lit bytes can be seen. */
export function hexTop(at: number, length: number, total: number, rowBytes: number, rows: number): number {
	const all = Math.ceil(total / rowBytes);
	const first = Math.floor(at / rowBytes);
	const last = Math.floor((at + Math.max(1, length) - 1) / rowBytes);
	if (last < rows) return 0;
	return Math.max(0, Math.min(first, all - rows));
}

/** A row of the dump; the bytes from `litFrom` up to `litTo` are lit. */
export function hexLine(bytes: Uint8Array, row: number, rowBytes: number, litFrom: number, litTo: number): Line {
	const from = row * rowBytes;
	const to = Math.min(bytes.length, from + rowBytes);
	const spans: Span[] = [{text: `${from.toString(16).padStart(4, '0')}  `, role: 'dim'}];
	const lit = (at: number) => at >= litFrom && at < litTo;
	for (let at = from; at < from + rowBytes; at++) {
		const text = at < to ? bytes[at]!.toString(16).padStart(2, '0') : '  ';
		// The blank between two lit bytes is lit with them, so that a field is one bar.
		const joined = lit(at) && lit(at + 1) && at + 1 < to;
		spans.push({text, role: lit(at) ? 'lit' : undefined});
		spans.push({text: ' ', role: joined ? 'lit' : undefined});
		if (at - from === rowBytes / 2 - 1) spans.push({text: ' ', role: joined ? 'lit' : undefined});
	}
	for (let at = from; at < to; at++) {
		const byte = bytes[at]!;
		const text = byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.';
		spans.push({text, role: lit(at) ? 'lit' : undefined});
	}
	return merge(spans);
}

/** Joins neighbours of one role: fewer switches of colour to send. */
function merge(spans: readonly Span[]): Line {
	const merged: Span[] = [];
	for (const span of spans) {
		const last = merged.at(-1);
		if (last !== undefined && last.role === span.role)
			merged[merged.length - 1] = {...last, text: last.text + span.text};
		else merged.push(span);
	}
	return merged;
}
