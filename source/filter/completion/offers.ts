import type {FieldDefinition} from '../../dissect/field.ts';
import {can, compatible, familyOf, TYPES} from '../check/types.ts';
import {FUNCTIONS, type FunctionName} from '../functions.ts';
import type {Context} from './context.ts';

export type OfferKind = 'field' | 'operator' | 'value' | 'function' | 'keyword' | 'macro' | 'punctuation';

/** Something that may be typed next. */
export interface Offer {
	/** What is put in place of the word at the caret. */
	readonly text: string;
	readonly kind: OfferKind;
	/** One line, in words. */
	readonly description: string;
}

const offer = (kind: OfferKind, text: string, description: string): Offer => ({kind, text, description});

export function fieldOffer({name, type, description}: FieldDefinition): Offer {
	return offer('field', name, `${description} (${TYPES[type].words})`);
}

export const TEST_STARTERS: readonly Offer[] = [
	offer('keyword', 'not', 'the test that follows must not hold'),
	offer('keyword', 'any', 'some value must fit'),
	offer('keyword', 'all', 'every value must fit'),
];

export const LOGICAL: readonly Offer[] = [
	offer('keyword', 'and', 'both tests must hold'),
	offer('keyword', 'or', 'one of the tests must hold'),
];

const ORDERING: readonly Offer[] = [
	offer('operator', '==', 'equal'),
	offer('operator', '!=', 'no value is equal'),
	offer('operator', '>', 'greater'),
	offer('operator', '<', 'less'),
	offer('operator', '>=', 'greater or equal'),
	offer('operator', '<=', 'less or equal'),
];

/** What may follow a field, by its type. */
export function operatorOffers(field: FieldDefinition | undefined): readonly Offer[] {
	if (field === undefined) return [...ORDERING, ...LOGICAL];
	const {type} = field;
	if (!can(type, 'compare')) return LOGICAL;
	const first = type === 'FT_BOOLEAN' ? [offer('operator', '== 1', 'the flag is set')] : [];
	const search = [
		...(can(type, 'contains') ? [offer('operator', 'contains', 'has these bytes or this text in it')] : []),
		...(can(type, 'matches') ? [offer('operator', 'matches', 'fits a pattern, case ignored')] : []),
	];
	const set = offer('operator', 'in', 'is one of a set');
	const mask = can(type, '&') ? [offer('operator', '&', 'these bits')] : [];
	const slice = can(type, 'slice') ? [offer('punctuation', '[', 'some of its bytes')] : [];
	return [...first, ...ORDERING, set, ...search, ...LOGICAL, ...mask, ...slice];
}

const TEMPLATES: Partial<Record<ReturnType<typeof familyOf>, readonly Offer[]>> = {
	boolean: [offer('value', '1', 'set'), offer('value', '0', 'not set')],
	ipv4: [offer('value', '10.0.0.0/8', 'a network'), offer('value', '192.168.0.0/16', 'a network')],
	ipv6: [offer('value', 'fe80::/10', 'link-local addresses'), offer('value', 'fc00::/7', 'unique local addresses')],
	string: [offer('value', '"', 'text in double quotes')],
	protocol: [offer('value', '"', 'text in double quotes'), offer('value', '47:45:54', 'bytes in hexadecimal')],
	bytes: [offer('value', '00:11:22', 'bytes in hexadecimal')],
	time: [offer('value', '"2026-01-31 12:00:00"', 'a point in time')],
	duration: [offer('value', '0.5', 'seconds'), offer('value', '60', 'seconds')],
};

/** Values by the type of the field on the left: names of its values first. */
export function valueOffers(field: FieldDefinition | undefined): readonly Offer[] {
	if (field === undefined) return [];
	const names =
		field.values === undefined || field.valuesInFilters === false || field.type === 'FT_BOOLEAN'
			? []
			: [...field.values].map(([value, name]) => offer('value', `"${name}"`, `${field.name} ${value}`));
	return [...names, ...(TEMPLATES[familyOf(field.type)] ?? [])];
}

/** May the field stand on the right of the one on the left? */
export function fitsBeside(left: FieldDefinition | undefined, right: FieldDefinition): boolean {
	return left !== undefined && right.name !== left.name && compatible(left.type, right.type);
}

/** Functions that may stand here. */
export function functionOffers(context: Context): readonly Offer[] {
	return (Object.keys(FUNCTIONS) as FunctionName[])
		.filter(name => context.phase !== 'value' || context.field === undefined || resultFits(name, context.field))
		.map(name => offer('function', `${name}(`, FUNCTIONS[name].description));
}

function resultFits(name: FunctionName, field: FieldDefinition): boolean {
	const family = familyOf(field.type);
	if (name === 'len' || name === 'count') return family === 'integer';
	if (name === 'upper' || name === 'lower' || name === 'string') return family === 'string';
	return name === 'abs' ? can(field.type, 'abs') : true;
}

/** Fields that a function takes as its argument (spec/display-filter.md 9). */
export function isArgumentOf(name: FunctionName | undefined, {type}: FieldDefinition): boolean {
	if (name === 'upper' || name === 'lower') return familyOf(type) === 'string';
	if (name === 'string') return can(type, 'string');
	return name === 'abs' ? can(type, 'abs') : true;
}

export const PUNCTUATION: Readonly<Record<string, readonly Offer[]>> = {
	set: [offer('punctuation', '{', 'the values of the set')],
	pattern: [offer('value', 'r"', 'a pattern, backslashes as they are')],
	range: [
		offer('value', '0:4', 'four bytes from the first'),
		offer('value', '-4:', 'the last four bytes'),
		offer('value', '0-3', 'bytes 0 to 3'),
	],
	layer: [
		offer('value', '1', 'the outermost header'),
		offer('value', '2', 'the second header'),
		offer('value', '[-1]', 'the innermost header'),
	],
	'after-element': [
		offer('punctuation', ',', 'another value'),
		offer('punctuation', '..', 'up to'),
		offer('punctuation', '}', 'end of the set'),
	],
	'after-argument': [offer('punctuation', ')', 'end of the arguments'), offer('punctuation', ',', 'another argument')],
};
