import type {FieldDefinition} from '../dissect/field.ts';
import {type Context, contextAfter} from './completion/context.ts';
import {matchingFields} from './completion/field-names.ts';
import {
	fieldOffer,
	fitsBeside,
	functionOffers,
	isArgumentOf,
	LOGICAL,
	type Offer,
	operatorOffers,
	PUNCTUATION,
	TEST_STARTERS,
	valueOffers,
} from './completion/offers.ts';
import {tokensOf} from './highlight.ts';
import {callStart, macrosOf} from './macro-definitions.ts';
import type {FieldRegistry} from './registry.ts';
import type {Token} from './syntax/token.ts';

export interface Completion {
	/** The part of the text that an offer replaces. */
	readonly from: number;
	readonly to: number;
	/** Best first. */
	readonly offers: readonly Offer[];
}

/** Values of a field that occur in the capture, as they are typed in a filter; most frequent first. */
export type CaptureValues = (
	field: FieldDefinition,
) => readonly {readonly text: string; readonly description: string}[];

const MOST_FIELDS = 60;
const WORD_END = /["\w.:/-]$/;

/** What may be typed at the caret, by what stands before it (spec/display-filter.md 16). Never throws. */
export function complete(
	text: string,
	caret: number,
	registry: FieldRegistry,
	captureValues: CaptureValues = () => [],
): Completion {
	const before = text.slice(0, caret);
	const tokens = tokensOf(before, registry);
	if (before.endsWith('$')) return {from: caret - 1, to: caret, offers: macroOffers(registry)};
	const word = typedWord(tokens, before);
	const context = contextAfter(word === undefined ? tokens : tokens.slice(0, -1), registry);
	const from = word?.from ?? caret;
	const typed = before.slice(from);
	const offers = offersFor(context, typed, registry, captureValues);
	// A whole field may go on with its operator at once.
	const goesOn = word !== undefined && context.phase === 'test' && registry.fieldNamed(typed) !== undefined;
	return {
		from,
		to: goesOn ? caret : wordEnd(text, caret),
		offers: offers.filter(({text: offered}) => offered !== typed),
	};
}

/** The word or open string that ends at the caret. */
function typedWord(tokens: readonly Token[], before: string): Token | undefined {
	const last = tokens[tokens.length - 1];
	if (last === undefined || !WORD_END.test(before)) return undefined;
	// The dot behind a name is no token before the next segment is there.
	if (last.kind === 'word' && before.endsWith('.') && last.to === before.length - 1) return last;
	if (last.to !== before.length) return undefined;
	if (last.kind === 'string') return last.open ? last : undefined;
	return /^[\w.]/.test(last.text) && last.kind !== 'layer' && last.kind !== '..' ? last : undefined;
}

function wordEnd(text: string, caret: number): number {
	return caret + (/^[\w.-]*/.exec(text.slice(caret))?.[0].length ?? 0);
}

function offersFor(
	context: Context,
	typed: string,
	registry: FieldRegistry,
	captureValues: CaptureValues,
): readonly Offer[] {
	const {phase, field, call} = context;
	const fields = (accept: (candidate: FieldDefinition) => boolean): readonly Offer[] =>
		matchingFields(typed, registry, accept, MOST_FIELDS).map(fieldOffer);
	switch (phase) {
		case 'test': {
			const found = fields(candidate => !context.quantified || candidate.type !== 'FT_NONE');
			const ordered = context.quantified ? pairsFirst(found, registry) : found;
			const others = context.quantified ? [] : [...TEST_STARTERS, ...macroOffers(registry)];
			return [...ordered, ...startingWith(typed, [...functionOffers(context), ...others])];
		}
		case 'operator':
			return startingWith(typed, operatorOffers(field));
		case 'value':
		case 'element':
			return [
				...containing(typed, [...captured(field, captureValues), ...valueOffers(field)]),
				...(typed === '' ? [] : fields(candidate => fitsBeside(field, candidate))),
				...startingWith(typed, phase === 'value' ? functionOffers(context) : []),
			];
		case 'argument':
			return fields(candidate => isArgumentOf(call, candidate));
		case 'reference':
			return [
				...startingWith(typed, macroOffers(registry).map(withoutOpening)),
				...fields(({type}) => type !== 'FT_NONE' && type !== 'FT_PROTOCOL').map(closed),
			];
		case 'logical':
			return startingWith(typed, LOGICAL);
		default:
			return startingWith(typed, PUNCTUATION[phase] ?? []);
	}
}

function captured(field: FieldDefinition | undefined, captureValues: CaptureValues): readonly Offer[] {
	if (field === undefined) return [];
	return captureValues(field).map(({text, description}) => ({kind: 'value', text, description}));
}

function macroOffers(registry: FieldRegistry): readonly Offer[] {
	return Array.from(macrosOf(registry), ([name, macro]) => {
		return {kind: 'macro', text: callStart(name, macro), description: macro.description};
	});
}

/** Of a call whose `${` stands there already. */
function withoutOpening(offer: Offer): Offer {
	return {...offer, text: offer.text.slice(2)};
}

/** A reference to a field, behind its `${`. */
function closed(offer: Offer): Offer {
	return {...offer, text: `${offer.text}}`};
}

/** After any and all, fields with several values are what is meant. */
function pairsFirst(offers: readonly Offer[], registry: FieldRegistry): readonly Offer[] {
	const isMultiple = ({text}: Offer) => registry.fieldNamed(text)?.multi !== undefined;
	return [...offers.filter(isMultiple), ...offers.filter(one => !isMultiple(one))];
}

function startingWith(typed: string, offers: readonly Offer[]): readonly Offer[] {
	return offers.filter(({text}) => text.startsWith(typed));
}

/** Values are found by any part of them, whatever the case and with or without the quote. */
function containing(typed: string, offers: readonly Offer[]): readonly Offer[] {
	const wanted = typed.replace(/^r?"/i, '').toLowerCase();
	return offers.filter(({text}) => text.toLowerCase().includes(wanted));
}
