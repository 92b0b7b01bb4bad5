/** A span of time in words: `0.7 ms`, `21 ms`, `61.5 s`, `5 min 50 s`, `2 h 4 min`, `3 days`. */
export function spanText(nanoseconds: number): string {
	const seconds = Math.max(0, nanoseconds) / 1e9;
	if (seconds < 0.00095) return seconds < 0.00005 ? 'less than 0.1 ms' : `${(seconds * 1e3).toFixed(1)} ms`;
	if (seconds < 0.0095) return `${trimmed((seconds * 1e3).toFixed(1))} ms`;
	if (seconds < 0.9995) return `${Math.round(seconds * 1e3)} ms`;
	if (seconds < 9.95) return `${trimmed(seconds.toFixed(2))} s`;
	if (seconds < 119.95) return `${trimmed(seconds.toFixed(1))} s`;
	const whole = Math.round(seconds);
	if (whole < 7200) return joined(Math.floor(whole / 60), 'min', whole % 60, 's');
	const minutes = Math.round(whole / 60);
	if (minutes < 2880) return joined(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
	return countOf(Math.round(whole / 86_400), 'day');
}

/** `1 byte`, `31 bytes`, `1,234,567 bytes`. */
export function bytesText(bytes: number): string {
	return countOf(bytes, 'byte');
}

/** `no packets`, `1 packet`, `1,024 packets`. */
export function countOf(count: number, noun: string, plural = `${noun}s`): string {
	if (count === 0) return `no ${plural}`;
	return `${grouped(count)} ${count === 1 ? noun : plural}`;
}

/** `once`, `twice`, `12 times`. */
export function timesText(count: number): string {
	if (count === 1) return 'once';
	return count === 2 ? 'twice' : `${grouped(count)} times`;
}

/** `1st`, `2nd`, `11th`, `23rd`. */
export function ordinal(number: number): string {
	const isTeen = Math.floor(number / 10) % 10 === 1;
	return `${number}${(isTeen ? undefined : ['th', 'st', 'nd', 'rd'][number % 10]) ?? 'th'}`;
}

/** A list in words: `a, b and c`. */
export function listText(items: readonly string[]): string {
	return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

function grouped(count: number): string {
	return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

function joined(large: number, largeUnit: string, small: number, smallUnit: string): string {
	return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

/** Without zeros behind the decimal point. */
function trimmed(text: string): string {
	return text.replace(/\.?0+$/, '');
}

/** With a capital first letter. */
export function capital(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
