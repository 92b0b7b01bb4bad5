import type {FieldDefinition, FieldType} from '../../dissect/field.ts';
import {utf8, type Value} from '../evaluate/values.ts';
import type {LiteralNode} from '../syntax/syntax-tree.ts';
import {parseBytes, parseIpv4, parseIpv6} from './addresses.ts';
import {type LiteralResult, parseDouble, parseInteger, parseUnsigned} from './numbers.ts';
import {parseDuration, parseTime} from './times.ts';
import {familyOf, TYPES} from './types.ts';

/** What a literal stands beside: its type comes from there. */
export interface LiteralContext {
	readonly type: FieldType;
	/** The field itself, where the names of its values may stand for them (spec/display-filter.md 3.3). */
	readonly field?: FieldDefinition;
	/** For `contains`: part of an Ethernet address is enough. */
	readonly partial?: boolean;
}

type Resolve = (text: string, context: LiteralContext) => LiteralResult<Value>;

/** The value of a literal, by the type of what it is compared with (spec 3). */
export function resolveLiteral(literal: LiteralNode, context: LiteralContext): LiteralResult<Value> {
	if (literal.form === 'character') return resolveCharacter(literal.code!, context);
	if (literal.form === 'string') return resolveString(literal, context);
	return RESOLVE_WORD[familyOf(context.type)](literal.text, context);
}

const RESOLVE_WORD: Readonly<Record<ReturnType<typeof familyOf>, Resolve>> = {
	integer: resolveNumber,
	boolean: resolveBoolean,
	double: parseDouble,
	ipv4: parseIpv4,
	ipv6: parseIpv6,
	bytes: resolveByteWord,
	protocol: resolveByteWord,
	string: text => ({value: utf8(text)}),
	time: parseTime,
	duration: parseDuration,
	label: () => ({id: 'E_LIT_NUM', message: 'a label has no value to compare with'}),
};

function resolveNumber(text: string, context: LiteralContext): LiteralResult<Value> {
	const number = parseInteger(text, context.type);
	const {field} = context;
	if ('value' in number || field?.values === undefined) return number;
	return valueOfName(text, field);
}

function resolveBoolean(text: string, {field}: LiteralContext): LiteralResult<Value> {
	// Wireshark takes True and TRUE only; true and false are what people type (spec 3.2).
	if (/^(?:True|TRUE|true)$/.test(text)) return {value: 1};
	if (/^(?:False|FALSE|false)$/.test(text)) return {value: 0};
	const number = parseUnsigned(text);
	if (number !== undefined && number < 2n ** 64n) return {value: number === 0n ? 0 : 1};
	return valueOfBooleanName(text, field);
}

function resolveByteWord(text: string, {type, partial = false}: LiteralContext): LiteralResult<Value> {
	const bytes = parseBytes(text);
	if (type !== 'FT_ETHER') {
		if (bytes !== undefined) return {value: bytes};
		const isText = /^[A-Za-z]/.test(text);
		const message = `${text} is not hexadecimal bytes such as 47:45:54`;
		return {id: 'E_LIT_BYTES', message, ...(isText ? {suggestion: `"${text}"`} : {})};
	}
	if (bytes === undefined)
		return {id: 'E_LIT_ETHER', message: `${text} is not an Ethernet address such as 00:11:22:33:44:55`};
	if (bytes.length === 6 || (partial && bytes.length < 6)) return {value: bytes};
	return {id: 'E_LIT_ETHER_LEN', message: `an Ethernet address has 6 bytes, not ${bytes.length}`};
}

function resolveCharacter(code: number, {type}: LiteralContext): LiteralResult<Value> {
	switch (familyOf(type)) {
		case 'integer':
			return {value: TYPES[type].bits! > 32 ? BigInt(code) : code};
		case 'boolean':
			return {value: code === 0 ? 0 : 1};
		case 'bytes':
		case 'protocol':
		case 'string':
			if (type === 'FT_ETHER') break;
			return code <= 255
				? {value: Uint8Array.of(code)}
				: {id: 'E_LIT_CHR_BYTE', message: 'this character takes more than one byte; write it as a string'};
		default:
	}
	return {id: 'E_LIT_CHR', message: `a character cannot stand for ${TYPES[type].words}`};
}

function resolveString(literal: LiteralNode, context: LiteralContext): LiteralResult<Value> {
	const bytes = literal.bytes!;
	const {type, field} = context;
	const text = Buffer.from(bytes).toString();
	switch (familyOf(type)) {
		case 'integer':
			if (field?.values !== undefined) return valueOfName(text, field);
			break;
		case 'boolean':
			return valueOfBooleanName(text, field);
		case 'bytes':
			if (type !== 'FT_ETHER') return {value: bytes};
			break;
		case 'protocol':
		case 'string':
			return {value: bytes};
		case 'time':
			return parseTime(text);
		default:
	}
	const unquoted = resolveUnquoted(text, context);
	return {
		id: 'E_LIT_STR',
		message: `${TYPES[type].words} is written without quotes`,
		...(unquoted ? {suggestion: text} : {}),
	};
}

/** Would the text be right without its quotes? */
function resolveUnquoted(text: string, context: LiteralContext): boolean {
	return text !== '' && 'value' in RESOLVE_WORD[familyOf(context.type)](text, context);
}

function valueOfName(text: string, field: FieldDefinition): LiteralResult<Value> {
	if (field.valuesInFilters === false)
		return {id: 'E_LIT_ENUM_KIND', message: `${field.name} takes numbers only, not the words it is shown with`};
	const wanted = asciiLower(text);
	for (const [value, name] of field.values ?? []) if (asciiLower(name) === wanted) return {value};
	const names = [...(field.values?.values() ?? [])].slice(0, 4).map(name => `"${name}"`);
	return {
		id: 'E_LIT_ENUM',
		message: `${text} is no value of ${field.name}; expected a number${names.length > 0 ? ` or a name: ${names.join(', ')} …` : ''}`,
	};
}

function valueOfBooleanName(text: string, field: FieldDefinition | undefined): LiteralResult<Value> {
	const yes = field?.values?.get(1) ?? 'True';
	const no = field?.values?.get(0) ?? 'False';
	const wanted = asciiLower(text);
	if (field !== undefined && wanted === asciiLower(yes)) return {value: 1};
	if (field !== undefined && wanted === asciiLower(no)) return {value: 0};
	return {id: 'E_LIT_ENUM', message: `expected 1, 0, True, False, "${yes}" or "${no}", not ${text}`};
}

function asciiLower(text: string): string {
	return text.replace(/[A-Z]/g, letter => letter.toLowerCase());
}
