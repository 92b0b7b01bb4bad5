import {type Joined, RECORD_HEADER, type RecordFacts} from './facts.ts';

/** A stretch of bytes that TLS is read from, which is a layer of its own. */
export interface TlsPart {
	readonly bytes: Uint8Array;
	readonly at: number;
	readonly end: number;
	/** What the offset of a record is moved by to be an index into `bytes`. */
	readonly shift: number;
	readonly records: readonly RecordFacts[];
	/** What `bytes` begin with, where it is not in the frame alone. */
	readonly joined: Joined | undefined;
}

/**
 * Whether the record that a segment ends first, which earlier segments began, is dissected apart from what stands behind
 * it, be it no more than the start of a record. If the earlier segments did not have all of its header, its end was not
 * known, and all of this segment goes with it (spec/tcp-analysis.md 13.3, 14.8).
 *
 * @param others how many more records the segment ends
 * @param payloadLength bytes of the segment's payload
 */
export function isApart(
	{offset, length, isSsl2}: Pick<RecordFacts, 'offset' | 'length' | 'isSsl2'>,
	others: number,
	payloadLength: number,
): boolean {
	return !isSsl2 && offset <= -RECORD_HEADER && (others > 0 || offset + RECORD_HEADER + length < payloadLength);
}

/** Whether a field is read from the content of records: the rest of TLS is known without it. */
export function isOfContent(name: string): boolean {
	return name === 'tls' || name === 'tls.app_data' || name.startsWith('tls.handshake');
}

/**
 * The parts of the payload `bytes[at … end)` and of what earlier segments brought.
 *
 * @param joins false leaves away the bytes of earlier segments, to get which takes time
 */
export function tlsParts(
	bytes: Uint8Array,
	at: number,
	end: number,
	records: readonly RecordFacts[],
	joins: boolean,
): TlsPart[] {
	const [earlier, ...others] = records;
	const groups = earlier !== undefined && isApart(earlier, others.length, end - at) ? [[earlier], others] : [records];
	return groups.map(group => {
		const first = group[0];
		const joined = joins && first !== undefined && first.offset < 0 ? first.joined() : undefined;
		if (first === undefined || joined === undefined) return {bytes, at, end, shift: at, records: group, joined};
		const isHeaderSplit = first.offset > -RECORD_HEADER;
		const rest = isHeaderSplit ? bytes.subarray(Math.min(at + first.offset + joined.bytes.length, end), end) : NOTHING;
		const whole = rest.length === 0 ? joined.bytes : concatenated(joined.bytes, rest);
		return {bytes: whole, at: 0, end: whole.length, shift: -first.offset, records: group, joined};
	});
}

const NOTHING = new Uint8Array(0);

function concatenated(first: Uint8Array, second: Uint8Array): Uint8Array {
	const bytes = new Uint8Array(first.length + second.length);
	bytes.set(first);
	bytes.set(second, first.length);
	return bytes;
}
