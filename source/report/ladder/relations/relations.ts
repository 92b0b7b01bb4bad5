import {Analysis, TcpFlag} from '../../../analysis/tables/packet-table.ts';
import type {Ladder} from '../ladder.ts';
import {type Attempt, attemptOf} from './attempts.ts';
import {brokenIpIdCount, isOutsideWindow} from './fingerprint.ts';
import {type Hole, holeBefore} from './hole.ts';
import {acknowledgedPacket, type Provocation, provokerOfReset} from './provoker.ts';

/** What packets of a ladder have to do with each other. Looked for when a packet is drawn, and kept. */
export class Relations {
	constructor(private readonly ladder: Ladder) {}

	readonly provocation = remembered((index): Provocation | undefined =>
		this.ladder.is(index, 'reset') ? provokerOfReset(this.ladder, index) : undefined,
	);
	readonly attempt = remembered((index): Attempt | undefined => attemptOf(this.ladder, index));
	readonly hole = remembered((index): Hole | undefined => holeBefore(this.ladder, index));
	readonly isOutsideWindow = remembered((index): boolean => isOutsideWindow(this.ladder, index));
	/** The last identification of the sender's count; -1 where the packet does not leave it. */
	readonly brokenIpIdCount = remembered((index): number => brokenIpIdCount(this.ladder, index));

	/** The reset that this one echoes; -1 if it is none of its echoes. */
	echoOf(index: number): number {
		let first = index;
		while (this.ladder.isEcho(first)) first--;
		return first === index ? -1 : first;
	}

	/**
	 * The packet that provoked this one: of a RST what it answers, of a retransmission the first try, of an ACK what it
	 * acknowledges, of a segment quoted by an ICMP error the segment itself; -1 where none can be named: a FIN that
	 * acknowledges nothing new is its sender's own decision.
	 */
	provoker(index: number): number {
		const {ladder} = this;
		const {packets} = ladder.tables;
		if (ladder.is(index, 'icmp')) return this.quoted(index);
		const provocation = this.provocation(index);
		if (provocation !== undefined) return provocation.index;
		const attempt = this.attempt(index);
		if (attempt !== undefined) return attempt.first;
		if (ladder.is(index, 'fin') && this.acknowledgesNothingNew(index)) return -1;
		return (packets.flags(ladder.rows[index]!) & TcpFlag.RST) === 0 ? acknowledgedPacket(ladder, index) : -1;
	}

	/** The sender's packet before had the same acknowledgment number: an end that closes after silence answers nothing. */
	private acknowledgesNothingNew(index: number): boolean {
		const {packets} = this.ladder.tables;
		const row = this.ladder.rows[index]!;
		for (let at = index - 1; at >= 0; at--) {
			const other = this.ladder.rows[at]!;
			if (this.ladder.sender(at) === this.ladder.sender(index) && !this.ladder.is(at, 'icmp'))
				return packets.acknowledgment(other) === packets.acknowledgment(row);
		}
		return false;
	}

	private quoted(index: number): number {
		const {packets} = this.ladder.tables;
		const row = this.ladder.rows[index]!;
		for (let at = index - 1; at >= 0; at--) {
			const other = this.ladder.rows[at]!;
			const isSameSide = ((packets.analysis(other) ^ packets.analysis(row)) & Analysis.FROM_B) === 0;
			if (isSameSide && packets.sequence(other) === packets.sequence(row)) return at;
		}
		return -1;
	}
}

/** Answers kept at most, so that looking through a long ladder does not fill the memory. */
const KEPT = 4096;

function remembered<Answer>(work: (index: number) => Answer): (index: number) => Answer {
	const answers = new Map<number, Answer>();
	return index => {
		const known = answers.get(index);
		if (known !== undefined || answers.has(index)) return known as Answer;
		if (answers.size >= KEPT) answers.clear();
		const answer = work(index);
		answers.set(index, answer);
		return answer;
	};
}

const relations = new WeakMap<Ladder, Relations>();

export function relationsOf(ladder: Ladder): Relations {
	let found = relations.get(ladder);
	if (found === undefined) {
		found = new Relations(ladder);
		relations.set(ladder, found);
	}
	return found;
}
