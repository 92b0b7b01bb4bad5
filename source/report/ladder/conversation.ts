import {Analysis, TcpFlag} from '../../analysis/tables/packet-table.ts';
import type {Ladder, Side} from './ladder.ts';

/** Payload of one packet that is new in its place, or bytes that are missing there. */
export interface Piece {
	readonly from: Side;
	/** The packet that brings the bytes; in front of a hole the packet behind it. */
	readonly index: number;
	/** Bytes of the packet's payload that were there before. */
	readonly skip: number;
	readonly length: number;
	readonly isHole: boolean;
	/** Where it stands in what its side said, in bytes. */
	readonly offset: number;
}

/** Segments of a side that may wait for one before them: a file cannot make the list grow for ever. */
const MOST_WAITING = 4096;

/**
 * What both sides said, put together from the segments: repeated bytes once, segments that overtook others in their
 * place, as it is asked for. Bytes that the capture has not seen are a hole, as soon as their receiver has acknowledged them, else at the
 * end.
 */
export function* conversation(ladder: Ladder): Generator<Piece> {
	const pieces: Piece[] = [];
	const sides = {client: new Direction(ladder, 'client', pieces), server: new Direction(ladder, 'server', pieces)};
	const {packets} = ladder.tables;
	for (let index = 0; index < ladder.count; index++) {
		const row = ladder.rows[index]!;
		if ((packets.analysis(row) & Analysis.QUOTED) !== 0 || (packets.flags(row) & TcpFlag.RST) !== 0) continue;
		const from = ladder.sender(index);
		if (ladder.acknowledges(index))
			sides[from === 'client' ? 'server' : 'client'].acknowledge(packets.acknowledgment(row));
		sides[from].segment(index);
		if (pieces.length > 0) yield* pieces.splice(0);
	}
	sides.client.flush();
	sides.server.flush();
	yield* pieces;
}

/** One direction while it is put together. */
class Direction {
	/** The next sequence number, once one is known; and the bytes so far. */
	private next: number | undefined;
	private said = 0;
	/** Packets behind a hole, by their sequence number. */
	private readonly waiting: number[] = [];

	constructor(
		private readonly ladder: Ladder,
		private readonly from: Side,
		private readonly pieces: Piece[],
	) {}

	segment(index: number): void {
		const {packets} = this.ladder.tables;
		const row = this.ladder.rows[index]!;
		if ((packets.flags(row) & TcpFlag.SYN) !== 0) this.next ??= this.start(index);
		if (packets.payloadLength(row) === 0) return;
		this.next ??= this.start(index);
		if (((this.start(index) - this.next) | 0) <= 0) {
			this.take(index);
			this.takeWaiting();
			return;
		}
		let at = this.waiting.length;
		while (at > 0 && ((this.start(this.waiting[at - 1]!) - this.start(index)) | 0) > 0) at--;
		this.waiting.splice(at, 0, index);
		if (this.waiting.length > MOST_WAITING) this.skipHole();
	}

	/** The other side has all up to a number: what is not here by then was not captured. */
	acknowledge(acknowledgment: number): void {
		while (this.waiting.length > 0 && ((acknowledgment - this.start(this.waiting[0]!)) | 0) > 0) this.skipHole();
	}

	/** Gives out what waits, with holes before it. */
	flush(): void {
		while (this.waiting.length > 0) this.skipHole();
	}

	/** Sequence number of a packet's first payload byte. */
	private start(index: number): number {
		const {packets} = this.ladder.tables;
		const row = this.ladder.rows[index]!;
		return (packets.sequence(row) + ((packets.flags(row) & TcpFlag.SYN) !== 0 ? 1 : 0)) >>> 0;
	}

	private take(index: number): void {
		const length = this.ladder.tables.packets.payloadLength(this.ladder.rows[index]!);
		const skip = (this.next! - this.start(index)) | 0;
		if (skip >= length) return;
		this.add(index, skip, length - skip, false);
	}

	private takeWaiting(): void {
		while (this.waiting.length > 0 && ((this.start(this.waiting[0]!) - this.next!) | 0) <= 0)
			this.take(this.waiting.shift()!);
	}

	private skipHole(): void {
		const index = this.waiting[0]!;
		const missing = (this.start(index) - this.next!) | 0;
		if (missing > 0) this.add(index, 0, missing, true);
		this.takeWaiting();
	}

	private add(index: number, skip: number, length: number, isHole: boolean): void {
		this.pieces.push({from: this.from, index, skip, length, isHole, offset: this.said});
		this.said += length;
		this.next = (this.next! + length) >>> 0;
	}
}
