import path from 'node:path';
import {bytesText, countText, durationText, plural, shortCount} from '../../report/format.ts';
import type {Drawing} from '../../report/ladder/drawing.ts';
import {sanitize} from '../../report/sanitize.ts';
import {type Line, type Span, spread, wrap} from '../../report/spans.ts';
import type {Progress, Session} from '../../session/session.ts';
import {COMMON_KEYS} from '../keys/common-keys.ts';
import type {Keymap} from '../keys/keymap.ts';
import {LIST_KEYS} from './list-keys.ts';

/** The first row: what is open, and how much there is in it. */
export function titleLine(session: Session, width: number, drawing: Drawing): Line {
	const {files, tables, progress} = session;
	const names = files.map(file => sanitize(file === '-' ? 'standard input' : path.basename(file)));
	const shown = names.length > 2 ? `${names[0]} and ${names.length - 1} more` : names.join(', ');
	const facts = [plural(tables.streams.length, 'stream'), plural(progress.packets, 'packet')];
	const last = tables.packets.length - 1;
	if (last > 0) facts.push(durationText(tables.packets.nanosecondsBetween(0, last) / 1e9));
	return spread(
		[{text: 'tcpwhy', role: 'title'}, {text: `  ${shown}`}],
		[{text: facts.join(` ${drawing.dot} `)}],
		width,
		drawing.ellipsis,
	);
}

/**
 * The second row: the filter and what passes it, the load, or what is wrong with the file.
 *
 * @param notes what else is to be told at its end
 */
export function statusLine(session: Session, width: number, drawing: Drawing, notes: readonly string[] = []): Line {
	const {progress, view, tables} = session;
	const loading = progress.phase === 'loading';
	if (view.filter !== undefined) {
		const {expression, packets, complete} = view.filter;
		const counts = [
			...notes,
			`${countText(view.count)} of ${plural(tables.streams.length, 'stream')}`,
			`${plural(packets, 'packet')}${complete ? '' : drawing.ellipsis}`,
		];
		if (loading) counts.push(progress.waiting === undefined ? loadedText(progress) : pausedText(progress.waiting));
		return spread(
			[{text: 'filter ', role: 'prompt'}, {text: sanitize(expression)}],
			[{text: counts.join(` ${drawing.dot} `)}],
			width,
			drawing.ellipsis,
		);
	}
	if (loading) return progressLine(progress, width, drawing, notes);
	// Without streams the middle of the screen tells what is wrong.
	if (tables.streams.length === 0) return [];
	const warning: Span | undefined =
		progress.phase === 'failed'
			? {text: sanitize(progress.message ?? 'The capture could not be read to its end.'), role: 'error'}
			: problemSpan(session, drawing);
	const right = notes.length === 0 ? [] : [{text: notes.join(` ${drawing.dot} `)}];
	return spread([warning ?? {text: 'no filter', role: 'dim'}], right, width, drawing.ellipsis);
}

/** Bytes, packets a second and the time left, with a bar where the size is known. */
export function progressLine(progress: Progress, width: number, drawing: Drawing, notes: readonly string[] = []): Line {
	const {bytesRead, bytesTotal, packets, elapsedMilliseconds, waiting} = progress;
	if (waiting !== undefined) {
		const facts = [pausedText(waiting), ...(progress.note === undefined ? [] : [sanitize(progress.note)])];
		return spread(
			[{text: [...facts, ...notes].join(` ${drawing.dot} `), role: 'warning'}],
			[],
			width,
			drawing.ellipsis,
		);
	}
	const facts = [bytesTotal > 0 ? `${bytesText(bytesRead)} of ${bytesText(bytesTotal)}` : bytesText(bytesRead)];
	if (elapsedMilliseconds > 0)
		facts.push(`${shortCount(Math.round((packets * 1000) / elapsedMilliseconds))} packets/s`);
	if (bytesTotal > 0 && bytesRead > 0) {
		const left = (elapsedMilliseconds * (bytesTotal - bytesRead)) / bytesRead / 1000;
		facts.push(`${durationText(Math.max(0, Math.round(left)))} left`);
	}
	if (progress.note !== undefined) facts.push(sanitize(progress.note));
	const text = [...facts, ...notes].join(` ${drawing.dot} `);
	const spans: Span[] = [{text: 'loading ', role: 'prompt'}];
	if (bytesTotal > 0) {
		const cells = Math.max(0, Math.min(40, width - text.length - 16));
		const full = Math.round(cells * loadedShare(progress));
		spans.push(
			{text: drawing.barFull.repeat(full), role: 'info'},
			{text: drawing.barEmpty.repeat(cells - full), role: 'dim'},
		);
		spans.push({text: ` ${loadedText(progress).padStart(4)}  `});
	}
	return spread([...spans, {text}], [], width, drawing.ellipsis);
}

function pausedText(waiting: number): string {
	return `paused, ${bytesText(waiting)} waiting`;
}

function loadedShare({bytesRead, bytesTotal}: Progress): number {
	return bytesTotal === 0 ? 0 : Math.min(1, bytesRead / bytesTotal);
}

function loadedText(progress: Progress): string {
	return progress.bytesTotal > 0 ? `${Math.floor(100 * loadedShare(progress))}%` : bytesText(progress.bytesRead);
}

function problemSpan({tables: {problems}}: Session, drawing: Drawing): Span | undefined {
	const [first] = problems;
	if (first === undefined) return undefined;
	const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
	return {text: `${drawing.abnormal} ${sanitize(first.message)}${more}`, role: 'warning'};
}

/** What stands where the streams would, when there are none. */
export function emptyLines(session: Session, width: number, drawing: Drawing, keymap: Keymap): Line[] {
	const {progress, view, tables} = session;
	const room = Math.max(20, Math.min(76, width - 4));
	const paragraph = (text: string, role?: Span['role']): Line[] =>
		wrap(sanitize(text), room).map(line => [{text: '  '}, {text: line, role}]);
	const problems = tables.problems
		.slice(0, 5)
		.flatMap(({message}) => paragraph(`${drawing.dot} ${message}`, 'warning'));
	if (progress.phase === 'failed') {
		return [
			[],
			...paragraph('The capture could not be read.', 'error'),
			...paragraph(progress.message ?? ''),
			[],
			...problems,
		];
	}
	if (view.filter !== undefined && tables.streams.length > 0) {
		return [
			[],
			...paragraph('No stream has a packet that passes this filter.', 'heading'),
			...paragraph(
				`${keymap.keyFor(LIST_KEYS, 'clear')} takes it off, ${keymap.keyFor(COMMON_KEYS, 'filter')} changes it.`,
				'dim',
			),
		];
	}
	if (progress.phase === 'loading')
		return [[], ...paragraph(`Reading${drawing.ellipsis} streams appear as they are found.`, 'dim')];
	const unknown = [...tables.unknownLinkTypes].map(
		([type, packets]) => `${drawing.dot} ${countText(packets)} packets of link type ${type}, which is not dissected.`,
	);
	const missing = progress.packets === 0 ? 'are no packets' : 'is no TCP';
	const packets = progress.packets === 0 ? '' : `It holds ${plural(progress.packets, 'packet')}. `;
	const isWhole = problems.length === 0;
	return [
		[],
		...(isWhole ? [] : [...problems, []]),
		...paragraph(`There ${missing} in ${isWhole ? 'this capture' : 'what could be read'}.`, 'heading'),
		...paragraph(`${packets}Press ${keymap.keyFor(LIST_KEYS, 'close')} to leave.`),
		...unknown.flatMap(text => paragraph(text, 'warning')),
	];
}
