import type {AddressTable} from '../analysis/tables/address-table.ts';
import {formatAddress} from '../dissect/address.ts';
import {formatTimeOfDay, properTime} from '../dissect/time.ts';

/** Text of an address of the table. */
export function addressText(addresses: AddressTable, address: number): string {
	return formatAddress(addresses.words(address));
}

/** Name of an address's host, where names are wanted and it has one. */
export function hostName(addresses: AddressTable, address: number): string | undefined {
	return addresses.hostNames.size === 0 ? undefined : addresses.hostNames.get(addressText(addresses, address));
}

/** `10.0.0.1:443`, `[2001:db8::1]:443`, `host.example:443`. */
export function endpointText(addresses: AddressTable, address: number, port: number): string {
	const name = hostName(addresses, address);
	if (name !== undefined) return `${name}:${port}`;
	const text = addressText(addresses, address);
	return addresses.version(address) === 4 ? `${text}:${port}` : `[${text}]:${port}`;
}

/**
 * An endpoint in at most `width` cells. The port is given up last: it tells the service. A long address loses its
 * middle, since its head names the network and its tail the host.
 */
export function fitEndpoint(endpoint: string, width: number, ellipsis: string): string {
	if (endpoint.length <= width) return endpoint;
	const colon = endpoint.lastIndexOf(':');
	const address = endpoint.slice(0, colon);
	const room = width - (endpoint.length - colon) - ellipsis.length;
	if (room < 4) return `${endpoint.slice(0, Math.max(0, width - ellipsis.length))}${ellipsis}`.slice(0, width);
	const head = Math.ceil(room / 2);
	return address.slice(0, head) + ellipsis + address.slice(address.length - (room - head)) + endpoint.slice(colon);
}

/** From so many days on nobody asks for the hours. */
const MANY_DAYS = 100;

/** A span of time as a person would say it, at most seven cells: `350 us`, `22.0 ms`, `81.0 s`, `12m05s`, `1648 d`. */
export function durationText(seconds: number): string {
	const size = Math.abs(seconds);
	if (size === 0) return '0 s';
	if (size < 0.0009995) return `${Math.round(seconds * 1e6)} us`;
	if (size < 0.9995) return `${significant(seconds * 1e3)} ms`;
	if (size < 119.5) return `${significant(seconds)} s`;
	const whole = Math.round(size);
	const sign = seconds < 0 ? '-' : '';
	if (whole < 7200) return `${sign}${Math.floor(whole / 60)}m${twoDigits(whole % 60)}s`;
	const minutes = Math.round(whole / 60);
	if (minutes < 2880) return `${sign}${Math.floor(minutes / 60)}h${twoDigits(minutes % 60)}m`;
	const hours = Math.round(whole / 3600);
	if (hours >= 24 * MANY_DAYS) return `${sign}${Math.round(hours / 24)} d`;
	return `${sign}${Math.floor(hours / 24)}d${twoDigits(hours % 24)}h`;
}

/** A number with its thousands apart: `1,234,567`. */
export function countText(count: number): string {
	return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A number of things: `1 packet`, `1,234 packets`. */
export function plural(count: number, noun: string): string {
	return `${countText(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** A number in at most five cells: `99999`, `123k`, `4.5M`. */
export function shortCount(count: number): string {
	if (count < 100_000) return String(count);
	let value = count;
	let unit = -1;
	while (value >= 999.5 && unit < UNITS.length - 1) {
		value /= 1000;
		unit++;
	}
	return `${value < 9.95 ? value.toFixed(1) : Math.round(value)}${UNITS[unit]}`;
}

const UNITS = ['k', 'M', 'G', 'T', 'P'];

/** Bytes in words: `812 B`, `4.3 kB`, `1.2 GB`. */
export function bytesText(bytes: number): string {
	if (bytes < 1000) return `${bytes} B`;
	let value = bytes;
	let unit = -1;
	while (value >= 999.5 && unit < UNITS.length - 1) {
		value /= 1000;
		unit++;
	}
	return `${value < 99.5 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}B`;
}

/** Seconds with six decimals, from nanoseconds: `61.522884`. */
export function secondsText(nanoseconds: number): string {
	const microseconds = Math.round(Math.abs(nanoseconds) / 1000);
	const text = `${Math.floor(microseconds / 1e6)}.${String(microseconds % 1e6).padStart(6, '0')}`;
	return nanoseconds < 0 && microseconds > 0 ? `-${text}` : text;
}

/** Time of day in UTC with microseconds: `06:31:04.123456`. */
export function clockText(seconds: number, nanoseconds: number): string {
	const time = properTime(seconds, nanoseconds);
	return `${formatTimeOfDay(time.seconds)}.${String(Math.floor(time.nanoseconds / 1000)).padStart(6, '0')}`;
}

/** `2026-11-22`, in UTC. */
export function dateText(seconds: number): string {
	return new Date(seconds * 1000).toISOString().slice(0, 10);
}

function significant(value: number): string {
	const size = Math.abs(value);
	return size < 99.95 ? value.toFixed(size < 9.995 ? 2 : 1) : String(Math.round(value));
}

function twoDigits(value: number): string {
	return String(value).padStart(2, '0');
}
