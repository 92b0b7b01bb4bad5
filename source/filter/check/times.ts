import {BEFORE_ALL_TIME} from '../evaluate/values.ts';
import type {LiteralResult} from './numbers.ts';

const NANOSECONDS = 1_000_000_000n;

/**
 * A time span in nanoseconds: seconds with at most nine digits that count behind the point. What follows the fraction
 * is refused; Wireshark ignores it, so that "0.5ms" is half a second there (spec/display-filter.md 3.10).
 */
export function parseDuration(text: string): LiteralResult<bigint> {
	const found = /^([0-9]+)(?:\.([0-9]{1,9})0*)?$/.exec(text);
	if (found === null)
		return {id: 'E_LIT_RELTIME', message: `${text} is not a time span: seconds, with at most nine decimals`};
	const [, seconds, fraction = ''] = found;
	if (seconds!.length > 18) return {id: 'E_LIT_RELTIME', message: `${text} is too long a time`};
	return {value: BigInt(seconds!) * NANOSECONDS + BigInt(fraction.padEnd(9, '0'))};
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const ISO =
	/^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ] *(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:[.,](\d*))?)?)?)?(Z|[+-]\d{2}(?::?\d{2})?)?$/;
const UTC_ISO = /^(\d{4})-(\d{1,2})-(\d{1,2})(?: (\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:\.(\d*))?)?)?)? UTC$/;
const NAMED = /^([A-Za-z]{3}) +(\d{1,2}), +(\d{4}) +(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d*))?( UTC)?$/;

/** A point in time in nanoseconds since 1970; local time where the text names no zone. */
export function parseTime(text: string): LiteralResult<bigint> {
	if (text === '') return {value: BEFORE_ALL_TIME};
	const parts = isoParts(text) ?? namedParts(text);
	if (parts !== undefined && isPossible(parts)) return {value: toNanoseconds(parts)};
	const epoch = /^\d+(\.\d+)?$/.test(text);
	return {
		id: 'E_LIT_ABSTIME',
		message: `"${text}" is not a time: write "2026-11-22 06:31:00.5", "2026-11-22T06:31:00Z" or "Nov 22, 2026 06:31:00"`,
		...(epoch ? {suggestion: `frame.time_epoch == ${text}`} : {}),
	};
}

interface TimeParts {
	readonly year: number;
	readonly month: number;
	readonly day: number;
	readonly hour: number;
	readonly minute: number;
	readonly second: number;
	readonly fraction: string;
	/** Minutes east of Greenwich; undefined for local time. */
	readonly zone: number | undefined;
}

function isoParts(text: string): TimeParts | undefined {
	const found = ISO.exec(text) ?? UTC_ISO.exec(text);
	if (found === null) return undefined;
	const [, year, month, day, hour, minute, second, fraction, zone] = found;
	// A zone belongs to a time of day with minutes at least.
	if (zone !== undefined && minute === undefined) return undefined;
	return {
		year: Number(year),
		month: Number(month),
		day: Number(day),
		hour: Number(hour ?? 0),
		minute: Number(minute ?? 0),
		second: Number(second ?? 0),
		fraction: fraction ?? '',
		zone: text.endsWith(' UTC') ? 0 : zoneMinutes(zone),
	};
}

function namedParts(text: string): TimeParts | undefined {
	const found = NAMED.exec(text);
	if (found === null) return undefined;
	const [, name, day, year, hour, minute, second, fraction, utc] = found;
	return {
		year: Number(year),
		month: MONTHS.indexOf(name!.toLowerCase()) + 1,
		day: Number(day),
		hour: Number(hour),
		minute: Number(minute),
		second: Number(second),
		fraction: fraction ?? '',
		zone: utc === undefined ? undefined : 0,
	};
}

function zoneMinutes(zone: string | undefined): number | undefined {
	if (zone === undefined) return undefined;
	if (zone === 'Z') return 0;
	const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
	return (zone[0] === '-' ? -1 : 1) * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2)));
}

function isPossible({month, day, hour, minute, second}: TimeParts): boolean {
	return month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour <= 23 && minute <= 59 && second <= 60;
}

function toNanoseconds({year, month, day, hour, minute, second, fraction, zone}: TimeParts): bigint {
	const milliseconds =
		zone === undefined
			? new Date(year, month - 1, day, hour, minute, second).getTime()
			: Date.UTC(year, month - 1, day, hour, minute - zone, second);
	// Digits behind the ninth count as none at all, as in Wireshark.
	const nanoseconds = fraction.length > 9 ? 0n : BigInt(fraction.padEnd(9, '0'));
	return BigInt(milliseconds) * 1_000_000n + nanoseconds;
}
