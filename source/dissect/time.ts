const NANOSECONDS = 1_000_000_000n;

/** A time whose nanoseconds are within the second, also where a damaged file says others. */
export function properTime(
	seconds: number,
	nanoseconds: number,
): {readonly seconds: number; readonly nanoseconds: number} {
	const carry = Math.floor(nanoseconds / 1e9);
	return {seconds: seconds + carry, nanoseconds: nanoseconds - carry * 1e9};
}

/** Seconds with nine decimals, of a time in nanoseconds: `-0.002000000`. */
export function formatSeconds(nanoseconds: bigint): string {
	const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
	return `${nanoseconds < 0n ? '-' : ''}${size / NANOSECONDS}.${String(size % NANOSECONDS).padStart(9, '0')}`;
}

/** Time of day in UTC, `06:31:04`, of whole seconds since 1970: any number of them, also before. */
export function formatTimeOfDay(seconds: number): string {
	const ofDay = ((seconds % 86_400) + 86_400) % 86_400;
	return [ofDay / 3600, (ofDay / 60) % 60, ofDay % 60].map(part => String(Math.floor(part)).padStart(2, '0')).join(':');
}

/** The calendar repeats every 400 years. A file may hold times that `Date` cannot. */
const CYCLE_SECONDS = 146_097n * 86_400n;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * Local time with its zone, as Wireshark writes it: `Nov  2, 2026 07:00:55.630599000 UTC`.
 *
 * @param nanoseconds since 1970
 */
export function formatAbsoluteTime(nanoseconds: bigint): string {
	const fraction = ((nanoseconds % NANOSECONDS) + NANOSECONDS) % NANOSECONDS;
	const seconds = (nanoseconds - fraction) / NANOSECONDS;
	const cycles = seconds / CYCLE_SECONDS;
	const date = new Date(Number(seconds % CYCLE_SECONDS) * 1000);
	const year = BigInt(date.getFullYear()) + cycles * 400n;
	const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(part => String(part).padStart(2, '0'));
	return (
		`${MONTHS[date.getMonth()]} ${String(date.getDate()).padStart(2)}, ${year} ` +
		`${clock.join(':')}.${String(fraction).padStart(9, '0')} ${zoneName(date)}`
	);
}

/** Languages that between them have abbreviations for the zones of their speakers: EST, CET, IST, AEST. */
const ZONE_LANGUAGES = ['en-US', 'en-GB', 'en-IN', 'en-AU', 'en-ZA'];

/** Abbreviation of the local zone at a time, or its offset as the time zone database writes it (`-03`, `+0545`). */
function zoneName(date: Date): string {
	for (const language of ZONE_LANGUAGES) {
		const name = zoneIn(language, date);
		if (name === 'UTC' || !/^(GMT|UTC)[+\-−]/.test(name)) return name;
	}
	const minutes = -date.getTimezoneOffset();
	const size = Math.abs(minutes);
	const hours = String(Math.floor(size / 60)).padStart(2, '0');
	const rest = size % 60 === 0 ? '' : String(size % 60).padStart(2, '0');
	return `${minutes < 0 ? '-' : '+'}${hours}${rest}`;
}

const zoneFormats = new Map<string, Intl.DateTimeFormat>();

function zoneIn(language: string, date: Date): string {
	let format = zoneFormats.get(language);
	if (format === undefined) {
		format = new Intl.DateTimeFormat(language, {timeZoneName: 'short'});
		zoneFormats.set(language, format);
	}
	return format.formatToParts(date).find(part => part.type === 'timeZoneName')?.value ?? 'UTC';
}
