import type {CaptureTables} from '../../analysis/tables/capture-tables.ts';
import {Analysis, PacketHalf, type PacketTable, PacketWord} from '../../analysis/tables/packet-table.ts';
import type {StreamFacts} from './stream-facts.ts';

/** Copies of a packet come this close together. */
const COPY_GAP = 1e6;
/** A capture that holds each packet twice shows it among the first packets. */
const LOOK_AT = 4;
/** Packets back among which a copy is looked for: a burst may be copied as a whole. */
const LOOK_BACK = 4;

/** Fills `facts.rows` with the stream's packets, oldest first: ICMP quotes and second copies are left out. */
export function collectRows(tables: CaptureTables, stream: number, facts: StreamFacts): void {
	const {packets, streams} = tables;
	let row = streams.lastRow(stream);
	const first = streams.firstRow(stream);
	// While the capture is loading, the last visible packet may be of another stream.
	while (row > first && packets.stream(row) !== stream) row--;
	let count = 0;
	while (row >= 0) {
		const {words, halves} = packets.chunks[row >>> 16]!;
		const at = row & 0xffff;
		const previous = words[at * PacketWord.COUNT + PacketWord.PREVIOUS]!;
		if ((words[at * PacketWord.COUNT + PacketWord.ANALYSIS]! & Analysis.QUOTED) === 0) {
			if (count === facts.rows.length) grow(facts);
			facts.rows[count++] = row;
			if (halves[at * PacketHalf.COUNT + PacketHalf.CUT] !== 0) facts.isCut = true;
		}
		row = previous;
	}
	reverse(facts.rows, count);
	facts.count = count;
	if (count >= 4 && hasCopies(packets, facts.rows, Math.min(count, LOOK_AT))) leaveCopiesOut(packets, facts);
}

/** In place; a view of the part would be garbage for each stream. */
function reverse(rows: Uint32Array, count: number): void {
	for (let low = 0, high = count - 1; low < high; low++, high--) {
		const row = rows[low]!;
		rows[low] = rows[high]!;
		rows[high] = row;
	}
}

function grow(facts: StreamFacts): void {
	const rows = new Uint32Array(facts.rows.length * 2);
	rows.set(facts.rows);
	facts.rows = rows;
}

function hasCopies(packets: PacketTable, rows: Uint32Array, count: number): boolean {
	for (let i = 1; i < count; i++) if (originalOf(packets, rows, i) >= 0) return true;
	return false;
}

/** Index of an earlier packet of which the one at `index` is a second copy, or -1. */
function originalOf(packets: PacketTable, rows: Uint32Array, index: number): number {
	for (let i = index - 1; i >= Math.max(0, index - LOOK_BACK); i--) {
		if (isCopy(packets, rows[i]!, rows[index]!)) return i;
	}
	return -1;
}

/** Same header, at most one hop apart (spec/diagnoses.md A4). */
function isCopy(packets: PacketTable, first: number, second: number): boolean {
	if (packets.sequence(first) !== packets.sequence(second)) return false;
	if (packets.ipId(first) !== packets.ipId(second) || packets.flags(first) !== packets.flags(second)) return false;
	if (packets.acknowledgment(first) !== packets.acknowledgment(second)) return false;
	if (packets.payloadLength(first) !== packets.payloadLength(second)) return false;
	if (packets.window(first) !== packets.window(second) || packets.isFromB(first) !== packets.isFromB(second))
		return false;
	if (Math.abs(packets.ttl(first) - packets.ttl(second)) > 1) return false;
	return packets.nanosecondsBetween(first, second) < COPY_GAP;
}

/** Leaves second copies out if nearly every packet has one; otherwise the same header twice means something else. */
function leaveCopiesOut(packets: PacketTable, facts: StreamFacts): void {
	const {rows, count} = facts;
	const kept = new Uint32Array(count);
	const isUsed = new Uint8Array(count);
	let keep = 0;
	for (let i = 0; i < count; i++) {
		const original = originalOf(packets, rows, i);
		if (original >= 0 && isUsed[original] === 0) {
			isUsed[original] = isUsed[i] = 1;
			continue;
		}
		kept[keep++] = rows[i]!;
	}
	const copies = count - keep;
	if (copies * 2 < count * 0.8) return;
	facts.rows.set(kept.subarray(0, keep));
	facts.count = keep;
	facts.copies = copies;
}
