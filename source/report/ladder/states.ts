import {Analysis, nextSequence, TcpFlag} from '../../analysis/tables/packet-table.ts';
import type {Ladder, Side} from './ladder.ts';
import {relationsOf} from './relations/relations.ts';

/** Connection states (RFC 9293 3.3.2), ESTABLISHED as `ss` and `netstat` shorten it; `?` before anything tells. */
export type TcpState =
	| '?'
	| 'LISTEN'
	| 'SYN_SENT'
	| 'SYN_RCVD'
	| 'ESTAB'
	| 'FIN_WAIT1'
	| 'FIN_WAIT2'
	| 'CLOSE_WAIT'
	| 'CLOSING'
	| 'LAST_ACK'
	| 'TIME_WAIT'
	| 'CLOSED';

const TELLING = TcpFlag.SYN | TcpFlag.FIN | TcpFlag.RST;

/** How a side's state changes when it sends a FIN, when its FIN is acknowledged, and when it has the other's FIN. */
const ON_SENT_FIN: Readonly<Partial<Record<TcpState, TcpState>>> = {
	'?': 'FIN_WAIT1',
	SYN_RCVD: 'FIN_WAIT1',
	ESTAB: 'FIN_WAIT1',
	CLOSE_WAIT: 'LAST_ACK',
};
const ON_FIN_ACKNOWLEDGED: Readonly<Partial<Record<TcpState, TcpState>>> = {
	FIN_WAIT1: 'FIN_WAIT2',
	CLOSING: 'TIME_WAIT',
	LAST_ACK: 'CLOSED',
};
const ON_RECEIVED_FIN: Readonly<Partial<Record<TcpState, TcpState>>> = {
	'?': 'CLOSE_WAIT',
	SYN_RCVD: 'CLOSE_WAIT',
	ESTAB: 'CLOSE_WAIT',
	FIN_WAIT1: 'CLOSING',
	FIN_WAIT2: 'TIME_WAIT',
};

/**
 * The TCP state of both sides after each packet, as far as the packets show it: a side has received what it
 * acknowledges. Only the changes are kept.
 */
export class LadderStates {
	/** Packets that change a state, ascending, and the states from there on. */
	private readonly changes: number[] = [];
	private readonly states: Readonly<Record<Side, TcpState>>[] = [];
	private readonly now: Record<Side, TcpState> = {client: '?', server: '?'};
	/** State that a reset ended: it goes on where its side does, since the reset was forged, refused or came too late. */
	private readonly ended: Record<Side, TcpState | undefined> = {client: undefined, server: undefined};
	/** Sequence number behind the FIN that a side has sent. */
	private readonly finEnd: Record<Side, number | undefined> = {client: undefined, server: undefined};

	constructor(private readonly ladder: Ladder) {
		const {packets} = ladder.tables;
		for (let index = 0; index < ladder.count; index++) {
			if (this.isSettled() && (packets.flags(ladder.rows[index]!) & TELLING) === 0) continue;
			const {client, server} = this.now;
			this.packet(index);
			if (index > 0 && client === this.now.client && server === this.now.server) continue;
			this.changes.push(index);
			this.states.push({...this.now});
		}
	}

	/** State of a side once a packet has passed. */
	at(index: number, side: Side): TcpState {
		let low = 0;
		let high = this.changes.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if (this.changes[middle]! <= index) low = middle + 1;
			else high = middle;
		}
		return this.states[low - 1]?.[side] ?? '?';
	}

	/** Both sides exchange data: only SYN, FIN and RST can change that. */
	private isSettled(): boolean {
		return this.now.client === 'ESTAB' && this.now.server === 'ESTAB';
	}

	private packet(index: number): void {
		const {packets} = this.ladder.tables;
		const row = this.ladder.rows[index]!;
		if ((packets.analysis(row) & Analysis.QUOTED) !== 0) return;
		const flags = packets.flags(row);
		const side = this.ladder.sender(index);
		const other = side === 'client' ? 'server' : 'client';
		const {now} = this;
		if ((flags & TcpFlag.RST) !== 0) {
			if (!relationsOf(this.ladder).isOutsideWindow(index)) this.reset();
			return;
		}
		if ((flags & TcpFlag.SYN) !== 0) {
			this.ended[side] = undefined;
			this.synchronize(side, other, flags);
			return;
		}
		now[side] = this.ended[side] ?? now[side];
		this.ended[side] = undefined;
		if (now[side] === '?' && now[other] === '?') now[side] = now[other] = 'ESTAB';
		if ((flags & TcpFlag.ACK) !== 0) this.acknowledge(side, other, packets.acknowledgment(row));
		if ((flags & TcpFlag.FIN) === 0) return;
		now[side] = ON_SENT_FIN[now[side]] ?? now[side];
		this.finEnd[side] ??= nextSequence(packets.sequence(row), packets.payloadLength(row), flags);
	}

	private reset(): void {
		for (const side of ['client', 'server'] as const) {
			if (this.now[side] === 'CLOSED' || this.now[side] === '?') continue;
			this.ended[side] = this.now[side];
		}
		this.now.client = this.now.server = 'CLOSED';
	}

	private synchronize(side: Side, other: Side, flags: number): void {
		const {now} = this;
		if ((flags & TcpFlag.ACK) !== 0) {
			if (now[side] === '?' || now[side] === 'LISTEN') now[side] = 'SYN_RCVD';
			if (now[other] === '?') now[other] = 'SYN_SENT';
			return;
		}
		// A connection that was over begins anew; one that is open is not moved by a SYN.
		const isOver = now[side] === 'CLOSED' || now[side] === 'TIME_WAIT';
		if (isOver) {
			this.finEnd.client = this.finEnd.server = undefined;
			now[other] = 'LISTEN';
		}
		if (isOver || now[side] === '?') now[side] = 'SYN_SENT';
		if (now[other] === '?') now[other] = 'LISTEN';
	}

	private acknowledge(side: Side, other: Side, acknowledgment: number): void {
		const {now, finEnd} = this;
		if (now[side] === 'SYN_SENT') now[side] = 'ESTAB';
		if (now[other] === 'SYN_RCVD' || now[other] === '?') now[other] = 'ESTAB';
		const end = finEnd[other];
		if (end === undefined || ((acknowledgment - end) | 0) < 0) return;
		now[other] = ON_FIN_ACKNOWLEDGED[now[other]] ?? now[other];
		now[side] = ON_RECEIVED_FIN[now[side]] ?? now[side];
	}
}

const states = new WeakMap<Ladder, LadderStates>();

/** The states of a ladder, worked out when they are first drawn. */
export function statesOf(ladder: Ladder): LadderStates {
	let found = states.get(ladder);
	if (found === undefined) {
		found = new LadderStates(ladder);
		states.set(ladder, found);
	}
	return found;
}
