import {formatEther, formatIpv4, formatIpv6, hexBytes} from './address.ts';
import type {FieldDefinition, FieldNode, FieldValue} from './field.ts';
import {formatAbsoluteTime, formatSeconds} from './time.ts';

/** Hexadecimal digits that a number of a type has. */
const HEX_DIGITS: Readonly<Partial<Record<FieldDefinition['type'], number>>> = {
	FT_UINT8: 2,
	FT_UINT16: 4,
	FT_UINT24: 6,
	FT_UINT32: 8,
	FT_UINT56: 14,
	FT_UINT64: 16,
};

/** A value as `tshark -T fields` prints it; names of numbers are not used. */
export function formatValue(field: FieldDefinition, value: FieldValue): string {
	if (field.type === 'FT_PROTOCOL') return field.name;
	if (value === undefined) return '1';
	if (typeof value === 'string') return escapeControls(value);
	if (typeof value === 'bigint') return formatBigint(field, value);
	if (typeof value === 'number') return formatNumber(field, value);
	if (field.type === 'FT_IPv6') return formatIpv6(value);
	if (field.type === 'FT_ETHER') return formatEther(value);
	return value.length === 0 ? noBytesText(field) : hexBytes(value);
}

/** Options of IPv6 may be empty by definition; anywhere else bytes are missing. */
function noBytesText({name}: FieldDefinition): string {
	return name.startsWith('ipv6.opt.') ? '<none>' : '<MISSING>';
}

function formatNumber(field: FieldDefinition, value: number): string {
	if (field.type === 'FT_IPv4') return formatIpv4(value);
	const digits = HEX_DIGITS[field.type];
	const isHex = field.base === 'hex' || field.base === 'hex_dec';
	return isHex && digits !== undefined ? `0x${value.toString(16).padStart(digits, '0')}` : String(value);
}

function formatBigint(field: FieldDefinition, value: bigint): string {
	if (field.type === 'FT_RELATIVE_TIME') return formatSeconds(value);
	if (field.type === 'FT_ABSOLUTE_TIME') return formatAbsoluteTime(value);
	const digits = HEX_DIGITS[field.type];
	const isHex = field.base === 'hex' || field.base === 'hex_dec';
	return isHex && digits !== undefined ? `0x${value.toString(16).padStart(digits, '0')}` : String(value);
}

/** Name of a number or of a truth value, where the field has one. */
export function valueName(field: FieldDefinition, value: FieldValue): string | undefined {
	return typeof value === 'number' ? field.values?.get(value) : undefined;
}

/** What a field is called in the details tree: its description without the topic before it and what is said after. */
export function fieldTitle(field: FieldDefinition): string {
	const title = field.description.split(', ', 1)[0]!.split(': ').at(-1)!;
	return title.charAt(0).toUpperCase() + title.slice(1);
}

/** A line of the details tree: what the field is, its value, and the value's name. Not sanitised. */
export function nodeText(node: FieldNode): string {
	const {field, value} = node;
	const text = node.label ?? lineText(field, value);
	return node.generated ? `[${text}]` : text;
}

function lineText(field: FieldDefinition, value: FieldValue): string {
	const title = fieldTitle(field);
	if (value === undefined) return title;
	const name = valueName(field, value);
	if (field.type === 'FT_BOOLEAN') return `${title}: ${name ?? (value === 0 ? 'False' : 'True')}`;
	const formatted = formatValue(field, value);
	const shown = formatted.length > MAX_SHOWN ? `${formatted.slice(0, MAX_SHOWN)}…` : formatted;
	const unit = field.type === 'FT_RELATIVE_TIME' ? ' s' : '';
	return name === undefined ? `${title}: ${shown}${unit}` : `${title}: ${name} (${shown})`;
}

/** A payload may be 64 KiB: no line shows more than its beginning. */
const MAX_SHOWN = 120;

/** What tshark escapes, so that a value can neither end a line nor a column. */
const ESCAPES: Readonly<Record<string, string>> = {'\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t'};

/** Control characters as C escapes: those that tshark leaves as they are (ESC among them) in hexadecimal. */
function escapeControls(text: string): string {
	return text.replace(
		/[\x00-\x1f\x7f-\x9f]/g,
		char => ESCAPES[char] ?? `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`,
	);
}
