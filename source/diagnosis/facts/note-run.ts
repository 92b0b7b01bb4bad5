import {TcpFlag} from '../../analysis/tables/packet-table.ts';
import {type EndFacts, RunKind} from './end-facts.ts';
import type {Segment} from './segment.ts';

/** A packet of one end: what the other end repeated is answered, what this end repeats counts one more. */
export function noteRun(me: EndFacts, other: EndFacts, segment: Segment, isProbe: boolean): void {
	if (other.runKind !== RunKind.NONE) {
		endRun(other);
		other.waitRow = -1;
	}
	const kind = kindOf(segment, isProbe);
	if (kind === RunKind.NONE) return;
	if (me.waitRow < 0) {
		me.waitRow = segment.row;
		me.waitQuiet = me.burstQuiet;
	}
	if (me.runKind === kind && me.runSequence === segment.sequence) {
		me.runCount++;
		return;
	}
	endRun(me);
	me.runKind = kind;
	me.runRow = segment.row;
	me.runSequence = segment.sequence;
	me.runCount = 1;
}

/** Keeps the repetition at hand if it is the longest so far. */
export function endRun(end: EndFacts): void {
	if (end.runKind !== RunKind.NONE && end.runCount > end.longestCount) {
		end.longestKind = end.runKind;
		end.longestRow = end.runRow;
		end.longestLastRow = end.lastRow;
		end.longestEnd = end.next;
		end.longestCount = end.runCount;
		end.longestWaitRow = end.waitRow;
		end.longestQuiet = end.waitQuiet;
	}
	end.runKind = RunKind.NONE;
}

function kindOf({flags, length}: Segment, isProbe: boolean): RunKind {
	if ((flags & TcpFlag.SYN) !== 0) return RunKind.SYN;
	if (isProbe) return RunKind.KEEP_ALIVE;
	if (length > 0) return RunKind.DATA;
	return (flags & TcpFlag.FIN) !== 0 ? RunKind.FIN : RunKind.NONE;
}
