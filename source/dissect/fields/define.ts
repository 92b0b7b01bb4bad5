import type {Base, FieldDefinition, FieldType, ValueNames} from '../field.ts';

/** What a field may have beside name, type and base. */
type Extra = Partial<Pick<FieldDefinition, 'values' | 'valuesInFilters' | 'width'>>;

/** A constructor of fields of one type: name, description, base, and what few of them have. */
type Define = (name: string, description: string, base?: Base, extra?: Extra) => FieldDefinition;

const numeric =
	(type: FieldType): Define =>
	(name, description, base = 'dec', extra = {}) => ({name, type, description, base, kind: 'field', ...extra});

const plain =
	(type: FieldType, kind: FieldDefinition['kind'] = 'field') =>
	(name: string, description: string): FieldDefinition => ({name, type, description, base: 'none', kind});

export const uint8 = numeric('FT_UINT8');
export const uint16 = numeric('FT_UINT16');
export const uint24 = numeric('FT_UINT24');
export const uint32 = numeric('FT_UINT32');
export const uint56 = numeric('FT_UINT56');
export const uint64 = numeric('FT_UINT64');
export const int8 = numeric('FT_INT8');
export const int16 = numeric('FT_INT16');
export const int32 = numeric('FT_INT32');
export const int64 = numeric('FT_INT64');

export const protocol = plain('FT_PROTOCOL', 'proto');
/** A header that Wireshark lists as a field of its parent protocol (the IPv6 extension headers). */
export const subProtocol = plain('FT_PROTOCOL');
/** An option of a header: its bytes, kind and length included. */
export const option = plain('FT_BYTES', 'option');
/** A field without a value: it is there or it is not. */
export const label = plain('FT_NONE');
/** A note on something remarkable: a label too. */
export const expert = plain('FT_NONE', 'expert');
export const frameNumber = plain('FT_FRAMENUM');
export const double = plain('FT_DOUBLE');
export const ipv4 = plain('FT_IPv4');
export const ipv6 = plain('FT_IPv6');
export const ether = plain('FT_ETHER');
export const bytes = plain('FT_BYTES');
export const string = plain('FT_STRING');
export const absoluteTime = plain('FT_ABSOLUTE_TIME');
export const relativeTime = plain('FT_RELATIVE_TIME');

/** A truth value of its own, shown as True or False. */
export const boolean = (name: string, description: string): FieldDefinition => ({
	...plain('FT_BOOLEAN')(name, description),
	values: TRUE_FALSE,
});

/** One bit of a bit field that is `width` bits wide; shown as the names say, True and False if there are none. */
export const flag = (
	name: string,
	description: string,
	width: number,
	values: ValueNames = TRUE_FALSE,
): FieldDefinition => ({name, type: 'FT_BOOLEAN', description, base: 'none', kind: 'field', width, values});

/** Marks a field that source and destination share: `ip.addr`. */
export const pair = (field: FieldDefinition): FieldDefinition => ({...field, multi: 'pair'});

/** Marks a field that may stand several times in one layer. */
export const list = (field: FieldDefinition): FieldDefinition => ({...field, multi: 'list'});

/** Marks fields that are known by name only. */
export const notDissected = (...fields: readonly FieldDefinition[]): FieldDefinition[] =>
	fields.map(field => ({...field, dissected: false}));

/** Names of numbers, from an object whose keys are the numbers. */
export function valueNames(names: Readonly<Record<number, string>>): ValueNames {
	return new Map(Object.entries(names).map(([number, name]) => [Number(number), name]));
}

/** Names of a boolean's two values. */
export const trueFalse = (whenTrue: string, whenFalse: string): ValueNames =>
	new Map([
		[1, whenTrue],
		[0, whenFalse],
	]);

export const TRUE_FALSE = trueFalse('True', 'False');
export const SET_NOT_SET = trueFalse('Set', 'Not set');
export const YES_NO = trueFalse('Yes', 'No');

/** Result of a checksum check. Nothing is checked by default, so `Unverified` is the rule. */
export const CHECKSUM_STATUS = valueNames({0: 'Bad', 1: 'Good', 2: 'Unverified', 3: 'Not present', 4: 'Illegal'});
