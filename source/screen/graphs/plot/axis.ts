import {countText} from '../../../report/format.ts';

/** A mark of an axis. */
export interface Tick {
	readonly value: number;
	readonly label: string;
}

const ROUND = [1, 2, 5, 10];

/** The smallest of 1, 2, 5, 10, 20, 50 … that is at least `value`. */
export function roundUp(value: number): number {
	if (!(value > 0)) return 1;
	const power = 10 ** Math.floor(Math.log10(value));
	const part = value / power;
	// A quotient such as 5.000000000000001 is a five.
	return power * ROUND.find(round => round >= part * (1 - 1e-9))!;
}

const PREFIXES = ['', 'k', 'M', 'G', 'T', 'P'];

/** At most about `most` round marks for whole numbers of a unit: `0 B`, `50 kB`. A mirrored axis counts up both ways. */
export function unitTicks(low: number, high: number, most: number, unit: string): Tick[] {
	const step = Math.max(1, roundUp((high - low) / Math.max(1, most)));
	const thousands = Math.min(PREFIXES.length - 1, Math.floor(Math.log10(step) / 3 + 1e-9));
	return multiples(low, high, step).map(value => {
		const number = Math.round(Math.abs(value) / 1000 ** thousands);
		return {value, label: `${countText(number)} ${number === 0 ? '' : PREFIXES[thousands]}${unit}`};
	});
}

const MINUTE = 60e9;
const CLOCK_STEPS = [1, 2, 5, 10, 20, 30, 60, 120, 360, 720, 1440, 2880, 7200, 14_400].map(step => step * MINUTE);

/** The same for nanoseconds: `0 s`, `250 us`, `1.5 ms`, `12.40 s`, `3m`, `2h30m`. */
export function timeTicks(low: number, high: number, most: number): Tick[] {
	const least = (high - low) / Math.max(1, most);
	if (least > 20e9) {
		const step = CLOCK_STEPS.find(clock => clock >= least) ?? roundUp(least / (1440 * MINUTE)) * 1440 * MINUTE;
		return multiples(low, high, step).map(value => ({value, label: clockLabel(value)}));
	}
	const step = Math.max(1, roundUp(least));
	const largest = Math.max(Math.abs(low), Math.abs(high));
	const [unit, name] = largest >= 1e9 ? [1e9, 's'] : largest >= 1e6 ? [1e6, 'ms'] : [1e3, 'us'];
	const decimals = Math.max(0, Math.ceil(-Math.log10(step / unit) - 1e-9));
	return multiples(low, high, step).map(value => ({
		value,
		label: value === 0 ? '0 s' : `${(value / unit).toFixed(decimals)} ${name}`,
	}));
}

function clockLabel(nanoseconds: number): string {
	const minutes = Math.round(nanoseconds / MINUTE);
	if (minutes === 0) return '0 s';
	const sign = minutes < 0 ? '-' : '';
	const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
	if (hours === 0) return `${sign}${rest}m`;
	return `${sign}${hours}h${rest === 0 ? '' : `${String(rest).padStart(2, '0')}m`}`;
}

function multiples(low: number, high: number, step: number): number[] {
	const values: number[] = [];
	for (let at = Math.ceil(low / step - 1e-9); at * step <= high * (1 + 1e-12) && values.length < 100; at++)
		values.push(at * step === 0 ? 0 : at * step);
	return values;
}
