import {sanitize} from '../../sanitize.ts';

/** Bytes of a payload that are looked at: request lines may be longer, and are shown shortened. */
const LOOKED_AT = 512;
/** Characters of a first line that are shown. */
const SHOWN = 72;
const CUT = '...';

/** A request line with its version (RFC 9112 3), of whatever method; a status line (4). */
const WHOLE = /^(?:[A-Z][A-Z-]{1,24} \S+ HTTP\/1\.\d|HTTP\/1\.\d \d{3}(?: .*)?)$/;
/** A request line that goes on behind what is looked at: of the methods of RFC 9110 9.3 and RFC 5789. */
const BEGUN = /^(?:GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|TRACE|PATCH) \S{8,}$/;

/** What a segment that begins an HTTP/1 message says in its first line, safe to print; undefined for any other. */
export function httpFirstLine(payload: Uint8Array): string | undefined {
	// All methods and versions begin with a capital letter: most payload is told apart by its first byte.
	const [first = 0] = payload;
	if (first < 0x41 || first > 0x5a) return undefined;
	const head = new TextDecoder().decode(payload.subarray(0, LOOKED_AT));
	const end = head.search(/[\r\n]/);
	const line = end < 0 ? head : head.slice(0, end);
	const isFirstLine = WHOLE.test(line) || (end < 0 && payload.length >= LOOKED_AT && BEGUN.test(line));
	return isFirstLine ? shortened(sanitize(line.trimEnd())) : undefined;
}

/** The middle of a long target is what tells least. */
function shortened(line: string): string {
	if (line.length <= SHOWN) return line;
	const tail = / HTTP\/1\.\d$/.exec(line)?.[0] ?? '';
	return line.slice(0, SHOWN - CUT.length - tail.length) + CUT + tail;
}

/** A first line without the version: `GET /`, `408 Request Timeout`. */
export function withoutVersion(line: string): string {
	return line.replace(/^HTTP\/1\.\d | HTTP\/1\.\d$/, '');
}
