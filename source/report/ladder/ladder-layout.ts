import {clockText, secondsText} from '../format.ts';
import type {Drawing} from './drawing.ts';
import type {Ladder} from './ladder.ts';

export const TIME_MODES = ['start', 'delta', 'clock', 'scale'] as const;
export type TimeMode = (typeof TIME_MODES)[number];

export const TIME_HEADINGS: Readonly<Record<TimeMode, string>> = {
	start: 'since start',
	delta: 'since previous',
	clock: 'clock (UTC)',
	scale: 'since start, silences to scale',
};

/** Columns of the TCP states: shown where there is room to spare, where there is any, or not. */
export type StateColumns = 'fit' | 'on' | 'off';

/** What to add to the relative numbers of a side to get the numbers on the wire. */
export interface SequenceBases {
	readonly client: {readonly sequence: number; readonly acknowledgment: number};
	readonly server: {readonly sequence: number; readonly acknowledgment: number};
}

/**
 * Cells of a ladder's parts, left to right:
 *
 *   mark frame time state │─── arrow ───▶│ state seq ack len notes
 */
export interface LadderLayout {
	readonly drawing: Drawing;
	readonly width: number;
	/** For the frame number, with the blank behind it; 0 where there is no room. */
	readonly frame: number;
	readonly time: number;
	/** For the TCP state of each side, with the blank between it and the rail; 0 where there is no room. */
	readonly gutter: number;
	/** Between the rails. */
	readonly arrow: number;
	readonly sequence: number;
	readonly acknowledgment: number;
	readonly length: number;
	readonly notes: number;
	readonly timeMode: TimeMode;
	/** Absolute sequence numbers are shown. */
	readonly bases?: SequenceBases | undefined;
}

/** What Wireshark calls the column of frame numbers. */
export const FRAME_HEADING = 'No.';
export const MARK = 1;
export const RAILS = 2;
const NARROWEST_ARROW = 22;
/** Takes most labels. */
const COMFORTABLE_ARROW = 25;
const WIDEST_ARROW = 80;
/**
 * Cells in which most notes fit whole: `fast retransmission`; those of a handshake: `RTT 21.8 ms, win 65160`; and
 * those of most packets where there is room.
 */
const ENOUGH_NOTES = 20;
const HANDSHAKE_NOTES = 23;
const GENEROUS_NOTES = 37;
/** `CLOSE_WAIT` and a blank. */
const GUTTER = 11;

/** Shares a width among the parts of the ladder. Both heads of the arrows stay in sight at 80 columns. */
export function layOutLadder(
	ladder: Ladder,
	width: number,
	drawing: Drawing,
	timeMode: TimeMode,
	bases?: SequenceBases,
	states: StateColumns = 'fit',
): LadderLayout {
	const {streams} = ladder.tables;
	const digits = (bytes: number) => Math.min(10, Math.max(3, String(bytes + 2).length));
	const client = digits(streams.payloadBytes(ladder.stream, 'client'));
	const server = digits(streams.payloadBytes(ladder.stream, 'server'));
	const numbers = bases === undefined ? Math.max(client, server) : 10;
	const time = timeWidth(ladder, timeMode);
	const all = width - MARK - time - 1 - RAILS - 1 - numbers - 1 - numbers - 1 - 5 - 1;
	const spared = {fit: GENEROUS_NOTES, on: 0, off: Number.POSITIVE_INFINITY}[states];
	const gutter = all >= NARROWEST_ARROW + spared + 2 * GUTTER ? GUTTER : 0;
	const isRoomy = all - 2 * gutter >= NARROWEST_ARROW + GENEROUS_NOTES;
	const frame = frameCells(ladder, all - 2 * gutter);
	const left = all - 2 * gutter - frame;
	const fewest = isRoomy
		? GENEROUS_NOTES - frame
		: left >= COMFORTABLE_ARROW + HANDSHAKE_NOTES
			? HANDSHAKE_NOTES
			: ENOUGH_NOTES;
	const notes = Math.max(fewest, Math.round(left * 0.36));
	const arrow = Math.max(NARROWEST_ARROW, Math.min(WIDEST_ARROW, left - notes));
	return {
		drawing,
		width,
		frame,
		time,
		gutter,
		arrow,
		sequence: numbers,
		acknowledgment: numbers,
		length: 5,
		notes: Math.max(0, left - arrow),
		timeMode,
		bases,
	};
}

/** Cells for the frame numbers of a stream, where arrow and notes leave them. */
function frameCells(ladder: Ladder, room: number): number {
	const digits = ladder.count === 0 ? 0 : String(ladder.frame(ladder.count - 1)).length;
	const cells = Math.max(digits, FRAME_HEADING.length) + 1;
	return room - cells >= COMFORTABLE_ARROW + ENOUGH_NOTES ? cells : 0;
}

function timeWidth(ladder: Ladder, mode: TimeMode): number {
	if (mode === 'clock') return 15;
	const last = ladder.count === 0 ? 0 : ladder.elapsed(ladder.count - 1);
	return Math.max(secondsText(last).length + (mode === 'delta' ? 1 : 0), 9);
}

/** Cells in front of the left rail. */
export function indentOf(layout: LadderLayout): number {
	return MARK + layout.frame + layout.time + 1 + layout.gutter;
}

/** Frame number of a packet and a blank, in the layout's width. */
export function frameText(ladder: Ladder, index: number, {frame}: LadderLayout): string {
	return frame === 0 ? '' : `${ladder.frame(index)} `.padStart(frame);
}

/** Time of a packet, in the layout's mode and width. */
export function timeText(ladder: Ladder, index: number, layout: LadderLayout): string {
	const {packets} = ladder.tables;
	const row = ladder.rows[index]!;
	switch (layout.timeMode) {
		case 'clock':
			return clockText(packets.seconds(row), packets.nanoseconds(row));
		case 'delta': {
			const delta = ladder.delta(index);
			return `${delta < 0 ? '' : '+'}${secondsText(delta)}`.padStart(layout.time);
		}
		case 'start':
		case 'scale':
			return secondsText(ladder.elapsed(index)).padStart(layout.time);
	}
}

/** Rows of the longest silence of a stream that is drawn to scale. */
const TALLEST_SILENCE = 12;

/** Rows that the silence in front of a packet takes; 0 without one. */
export function gapRows(ladder: Ladder, index: number, {timeMode}: LadderLayout): number {
	const gap = ladder.gapBefore(index);
	if (gap === 0 || timeMode !== 'scale') return gap === 0 ? 0 : 1;
	const longest = ladder.tables.streams.longestSilence(ladder.stream) * 1e9;
	return Math.max(1, Math.min(TALLEST_SILENCE, Math.round((TALLEST_SILENCE * gap) / longest)));
}
