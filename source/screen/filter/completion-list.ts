import {VERDICTS} from '../../diagnosis/verdicts.ts';
import {type CaptureValues, complete} from '../../filter/complete.ts';
import {captureValues} from '../../filter/completion/capture-values.ts';
import type {Offer} from '../../filter/completion/offers.ts';
import {REGISTRY} from '../../session/compile-filter.ts';
import type {Session} from '../../session/session.ts';
import type {EditedLine} from './line-editor.ts';

/** The list of what may be typed at the cursor, while it is open. */
export interface CompletionList {
	/** The part of the text that an offer replaces. */
	readonly from: number;
	readonly to: number;
	/** Best first; never empty. */
	readonly offers: readonly Offer[];
	readonly selected: number;
	/** Values of the capture, as they were when the list was opened. */
	readonly values: CaptureValues;
}

/** Opens the list at the cursor; undefined where nothing is to be offered. */
export function openCompletion(line: EditedLine, {tables}: Session): CompletionList | undefined {
	return listAt(line, captureValues(tables, VERDICTS));
}

/** The open list after the text or the cursor has changed; undefined when it has nothing to offer any more. */
export function followCompletion(line: EditedLine, {values}: CompletionList): CompletionList | undefined {
	return listAt(line, values);
}

function listAt({text, cursor}: EditedLine, values: CaptureValues): CompletionList | undefined {
	const {from, to, offers} = complete(text, cursor, REGISTRY, values);
	return offers.length === 0 ? undefined : {from, to, offers, selected: 0, values};
}

/** The offer that nothing else can be meant by; -1 where there is a choice. */
export function onlyOffer({offers, from}: CompletionList, {text, cursor}: EditedLine): number {
	if (offers.length === 1) return 0;
	const typed = text.slice(from, cursor);
	const begins = ({text: offered}: Offer) => typed !== '' && offered.startsWith(typed);
	const first = offers.findIndex(begins);
	return offers.filter(begins).length === 1 ? first : -1;
}

/** Moves the mark, round at the ends. */
export function moveMark(list: CompletionList, step: number): CompletionList {
	const count = list.offers.length;
	return {...list, selected: (((list.selected + step) % count) + count) % count};
}

/** The line with the marked offer in it; a whole field or operator is followed by a blank to go on behind. */
export function takeOffer({text}: EditedLine, {from, to, offers, selected}: CompletionList): EditedLine {
	const {text: offered, kind} = offers[selected]!;
	// What something else has to follow at once.
	const isOpen = kind === 'macro' || kind === 'function' || /^(?:r?"|[[{])$/.test(offered);
	const before = isGlued(text, from, offered) ? `${text.slice(0, from)} ` : text.slice(0, from);
	const rest = text.slice(to);
	const inserted = offered + (isOpen || kind === 'value' || rest.startsWith(' ') ? '' : ' ');
	return {text: before + inserted + rest, cursor: before.length + inserted.length};
}

/** A word directly behind a word would become one with it. */
function isGlued(text: string, from: number, offered: string): boolean {
	return /[\w.]$/.test(text.slice(0, from)) && /^[\w"]|^[=!<>&]/.test(offered);
}
