import {bytesText, durationText, plural} from '../format.ts';
import type {FoldView} from './fold-view.ts';
import type {Ladder} from './ladder.ts';
import type {ArrowKind} from './ladder-packet.ts';
import type {Hole} from './relations/hole.ts';
import {relationsOf} from './relations/relations.ts';
import {type RunTotals, UnitKind} from './runs.ts';

/** A folded run in words. */
export interface LadderRun {
	readonly kind: ArrowKind;
	readonly toServer: boolean;
	readonly label: string;
	/** What is said beside the label where there is room; and both in one. */
	readonly notes: readonly string[];
	readonly all: string;
}

/** Describes the folded run that is a row of a view. */
export function describeRun(ladder: Ladder, view: FoldView, row: number): LadderRun {
	const [from, to] = [view.start(row), view.end(row)];
	const totals = view.runs.totals(from, to);
	const isEcho = view.kind(row) === UnitKind.ECHOES;
	const {label, notes} = isEcho ? echoWords(ladder, from, to) : runWords(totals);
	return {
		kind: isEcho ? 'reset' : totals.segments > 0 ? 'data' : 'ack',
		toServer: totals.from === 'client',
		label,
		notes,
		all: isEcho ? `${label}: ${notes.join('')}` : [label, ...notes].join(', ').replace(', +', ' +'),
	};
}

/** `214 segments 299 kB`, `+ 107 ACKs`, `840 ms`, `2.8 Mb/s`. */
function runWords({segments, bytes, acks, duplicateAcks, time}: RunTotals): {label: string; notes: string[]} {
	const seconds = time / 1e9;
	const ackWords = duplicateAcks === 0 ? plural(acks, 'ACK') : `${plural(acks, 'ACK')} (${duplicateAcks} dup)`;
	if (segments === 0) return {label: ackWords, notes: [durationText(seconds)]};
	const notes = acks === 0 ? [durationText(seconds)] : [`+ ${ackWords}`, durationText(seconds)];
	if (seconds > 0) notes.push(bitRateText((bytes * 8) / seconds));
	return {label: `${plural(segments, 'segment')} ${bytesText(bytes)}`, notes};
}

function echoWords(ladder: Ladder, from: number, to: number): {label: string; notes: string[]} {
	const first = relationsOf(ladder).echoOf(from);
	return {label: `+${plural(to - from, 'reset')}`, notes: [`echoes of #${ladder.frame(first)}`]};
}

/** Bits a second: `2.8 Mb/s`. */
function bitRateText(rate: number): string {
	return `${bytesText(Math.round(rate)).slice(0, -1)}b/s`;
}

/** What became of missing bytes. */
export function fateOf(ladder: Ladder, {fate, settledBy}: Hole): string {
	const settled = settledBy < 0 ? 0 : ladder.frame(settledBy);
	const fates = {
		resent: `resent in #${settled}`,
		uncaptured: `not captured, acknowledged in #${settled}`,
		lost: 'never seen, never acknowledged',
	};
	return fates[fate];
}
