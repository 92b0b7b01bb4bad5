import {ChunkedTable, type Columns} from './chunked-table.ts';

/** A table whose rows belong to packets and stand in packet order. */
abstract class SideTable<C extends Columns & {readonly packet: Uint32ArrayConstructor}> extends ChunkedTable<C> {
	/** Where the last search ended. */
	private recent = 0;

	constructor(columns: C) {
		super(columns, 13);
	}

	/** The rows of a packet: from the first that belongs to it to the first that does not. */
	rowsOf(packet: number): {from: number; to: number} {
		const from = this.firstAtLeast(packet);
		let to = from;
		while (to < this.length && this.packetAt(to) === packet) to++;
		return {from, to};
	}

	/** Searches from the last result outwards: who reads the table mostly goes on from there. */
	private firstAtLeast(packet: number): number {
		let low = 0;
		let high = this.length;
		let step = 1;
		if (this.recent < high && this.packetAt(this.recent) < packet) {
			low = this.recent + 1;
			while (low + step < high && this.packetAt(low + step) < packet) {
				low += step + 1;
				step *= 2;
			}
			high = Math.min(high, low + step);
		} else {
			high = Math.min(high, this.recent);
			while (high - step >= 0 && this.packetAt(high - step) >= packet) {
				high -= step;
				step *= 2;
			}
			low = Math.max(0, high - step);
		}
		while (low < high) {
			const middle = (low + high) >>> 1;
			if (this.packetAt(middle) < packet) low = middle + 1;
			else high = middle;
		}
		this.recent = low;
		return low;
	}

	private packetAt(row: number): number {
		return (this.chunks[row >>> this.shift]!.packet as Uint32Array)[row & this.mask]!;
	}
}

const recordColumns = {
	/** Row of the packet table: the frame that brings the record's last byte. */
	packet: Uint32Array,
	/**
	 * Bytes from the start of the segment's payload to that of the record; negative for a record that began in an earlier
	 * segment.
	 */
	offset: Int32Array,
	/** tls.record.version and tls.record.length; the number of records where there are `RecordFlag.EMPTIES`. */
	version: Uint16Array,
	recordLength: Uint16Array,
	/** tls.record.content_type. Of an opaque record that is not decrypted it is the opaque type, 23. */
	contentType: Uint8Array,
	/** Bits of `RecordFlag`. */
	flags: Uint8Array,
	/** The two bytes of a readable alert. */
	alertLevel: Uint8Array,
	alertDescription: Uint8Array,
};

export const enum RecordFlag {
	/** Shown as tls.record.opaque_type: TLS 1.3 application data, whatever is inside. */
	OPAQUE = 1,
	/** An alert whose level and description cannot be read. */
	ENCRYPTED_ALERT = 2,
	/** An SSLv2 record; of one without a message that can be read, NO_CONTENT, only the version is shown. */
	SSL2 = 4,
	/** The bytes end behind the header: nothing of the content is shown. */
	NO_CONTENT = 8,
	/** A handshake record whose messages cannot be read. */
	ENCRYPTED_HANDSHAKE = 16,
	/** Its content was decrypted: type, alert and handshake messages are those inside. */
	DECRYPTED = 32,
	/** The content ends with a piece of a handshake message that goes on in the sender's next handshake record. */
	UNFINISHED = 64,
	/** Several records without content, one behind the other and otherwise alike, share the row. */
	EMPTIES = 128,
}

/** Bytes of a record without content: those of its header (RFC 8446 5.1). */
export const EMPTY_RECORD = 5;

/** Rows of the TLS tables: so many, and so many more a packet. Records of five bytes must not take more than packets do. */
const RECORD_ROOM = 1 << 20;
const RECORDS_A_PACKET = 3;
const HANDSHAKE_ROOM = 1 << 19;
const HANDSHAKES_A_PACKET = 2;

/** One row a TLS record (but see `EMPTIES`), in the order in which the frames report them (spec/tcp-analysis.md 14). */
export class TlsRecordTable extends SideTable<typeof recordColumns> {
	constructor() {
		super(recordColumns);
	}

	/** Adds a record of the newest packet; false where there is no room for it. */
	append(
		packet: number,
		offset: number,
		contentType: number,
		version: number,
		length: number,
		flags: number,
		level: number,
		description: number,
	): boolean {
		if (length === 0 && this.joins(packet, offset, contentType, version, flags, level, description)) return true;
		const row = this.length;
		if (row >= RECORD_ROOM + packet * RECORDS_A_PACKET) return false;
		const chunk = this.chunkFor(row);
		const at = row & this.mask;
		chunk.packet[at] = packet;
		chunk.offset[at] = offset;
		chunk.contentType[at] = contentType;
		chunk.version[at] = version;
		chunk.recordLength[at] = length;
		chunk.flags[at] = flags;
		chunk.alertLevel[at] = level;
		chunk.alertDescription[at] = description;
		this.length = row + 1;
		return true;
	}

	/** Counts a record without content to the newest row, if it is like it. */
	private joins(
		packet: number,
		offset: number,
		contentType: number,
		version: number,
		flags: number,
		level: number,
		description: number,
	): boolean {
		const row = this.length - 1;
		if (row < 0 || this.packet(row) !== packet || this.recordLength(row) !== 0) return false;
		const count = this.repeats(row);
		if (this.offset(row) < 0 || offset !== this.offset(row) + count * EMPTY_RECORD) return false;
		if (this.contentType(row) !== contentType || this.version(row) !== version || count === 0xffff) return false;
		if ((this.flags(row) & ~RecordFlag.EMPTIES) !== flags) return false;
		if (this.alertLevel(row) !== level || this.alertDescription(row) !== description) return false;
		const chunk = this.chunks[row >>> 13]!;
		chunk.flags[row & 8191] = flags | RecordFlag.EMPTIES;
		chunk.recordLength[row & 8191] = count + 1;
		return true;
	}

	/** Adds bits to the flags of the newest record. */
	markNewest(flags: number): void {
		const row = this.length - 1;
		this.chunks[row >>> 13]!.flags[row & 8191]! |= flags;
	}

	packet(row: number): number {
		return this.chunks[row >>> 13]!.packet[row & 8191]!;
	}
	/** Bytes from the start of the segment's payload; negative where it began in an earlier segment. */
	offset(row: number): number {
		return this.chunks[row >>> 13]!.offset[row & 8191]!;
	}
	contentType(row: number): number {
		return this.chunks[row >>> 13]!.contentType[row & 8191]!;
	}
	version(row: number): number {
		return this.chunks[row >>> 13]!.version[row & 8191]!;
	}
	recordLength(row: number): number {
		return (this.flags(row) & RecordFlag.EMPTIES) !== 0 ? 0 : this.chunks[row >>> 13]!.recordLength[row & 8191]!;
	}
	/** How many records the row stands for. */
	repeats(row: number): number {
		return (this.flags(row) & RecordFlag.EMPTIES) === 0 ? 1 : this.chunks[row >>> 13]!.recordLength[row & 8191]!;
	}
	flags(row: number): number {
		return this.chunks[row >>> 13]!.flags[row & 8191]!;
	}
	alertLevel(row: number): number {
		return this.chunks[row >>> 13]!.alertLevel[row & 8191]!;
	}
	alertDescription(row: number): number {
		return this.chunks[row >>> 13]!.alertDescription[row & 8191]!;
	}
}

const handshakeColumns = {
	packet: Uint32Array,
	/** Index into `CaptureTables.names` plus one for a ClientHello's server name; 0 for none. */
	serverName: Uint32Array,
	/** Row of the record table: the record that brings the message's last byte. */
	record: Uint32Array,
	/** Bytes from the start of that record's content to that of the message; negative if it began in an earlier record. */
	offset: Int32Array,
	/** tls.handshake.length. */
	messageLength: Uint16Array,
	/** tls.handshake.type. */
	type: Uint8Array,
};

/** One row a TLS handshake message that could be read, and one more for each further server name in it. */
export class TlsHandshakeTable extends SideTable<typeof handshakeColumns> {
	constructor() {
		super(handshakeColumns);
	}

	/**
	 * Adds a message of the newest packet; false where there is no room for it.
	 *
	 * @param messageLength below 64 KiB
	 */
	append(
		packet: number,
		record: number,
		offset: number,
		type: number,
		messageLength: number,
		serverName: number,
	): boolean {
		const row = this.length;
		if (row >= HANDSHAKE_ROOM + packet * HANDSHAKES_A_PACKET) return false;
		const chunk = this.chunkFor(row);
		const at = row & this.mask;
		chunk.packet[at] = packet;
		chunk.record[at] = record;
		chunk.offset[at] = offset;
		chunk.type[at] = type;
		chunk.messageLength[at] = messageLength;
		chunk.serverName[at] = serverName + 1;
		this.length = row + 1;
		return true;
	}

	type(row: number): number {
		return this.chunks[row >>> 13]!.type[row & 8191]!;
	}
	/** Bytes of the message behind its header. */
	messageLength(row: number): number {
		return this.chunks[row >>> 13]!.messageLength[row & 8191]!;
	}
	/** Row of the record table: the record that brings the message's last byte. */
	record(row: number): number {
		return this.chunks[row >>> 13]!.record[row & 8191]!;
	}
	/** Bytes from the start of the record's content; negative where it began in an earlier record. */
	offset(row: number): number {
		return this.chunks[row >>> 13]!.offset[row & 8191]!;
	}
	/** Index into `CaptureTables.names`, -1 for none. */
	serverName(row: number): number {
		return this.chunks[row >>> 13]!.serverName[row & 8191]! - 1;
	}
}

const detailColumns = {
	packet: Uint32Array,
	/** tcp.analysis.duplicate_ack_num of a duplicate ACK; 0 for a retransmission. */
	number: Uint32Array,
	/** Row, plus one, that the duplicate ACK repeats, or from which the retransmission time-out (rto) counts. */
	reference: Uint32Array,
};

/** What duplicate ACKs and timed-out retransmissions have beside the packet table's columns. */
export class AnalysisDetailTable extends SideTable<typeof detailColumns> {
	constructor() {
		super(detailColumns);
	}

	append(packet: number, number: number, reference: number): void {
		const row = this.length;
		const chunk = this.chunkFor(row);
		const at = row & this.mask;
		chunk.packet[at] = packet;
		chunk.number[at] = number;
		chunk.reference[at] = reference;
		this.length = row + 1;
	}

	/** The detail row of a packet, or -1. */
	find(packet: number): number {
		const {from, to} = this.rowsOf(packet);
		return from < to ? from : -1;
	}
	number(row: number): number {
		return this.chunks[row >>> 13]!.number[row & 8191]!;
	}
	/** Row of the packet table; -1 where there is none (Wireshark shows frame 0). */
	reference(row: number): number {
		return this.chunks[row >>> 13]!.reference[row & 8191]! - 1;
	}
}

const icmpColumns = {
	packet: Uint32Array,
	/** tcp.stream of the connection that the quoted header belongs to. */
	stream: Uint32Array,
	/** Row in the address table of the ICMP message's sender. */
	sender: Uint32Array,
	type: Uint8Array,
	code: Uint8Array,
};

/** One row an ICMP or ICMPv6 error about a stream; the sender's IP version tells which of the two. */
export class IcmpErrorTable extends SideTable<typeof icmpColumns> {
	/** Stream → its newest row, for the rows below `indexed`. */
	private readonly newest = new Map<number, number>();
	private indexed = 0;

	constructor() {
		super(icmpColumns);
	}

	append(packet: number, stream: number, sender: number, type: number, code: number): void {
		const row = this.length;
		const chunk = this.chunkFor(row);
		const at = row & this.mask;
		chunk.packet[at] = packet;
		chunk.stream[at] = stream;
		chunk.sender[at] = sender;
		chunk.type[at] = type;
		chunk.code[at] = code;
		this.length = row + 1;
	}

	/** The newest error about a stream, or -1. */
	newestOf(stream: number): number {
		for (; this.indexed < this.length; this.indexed++) {
			const chunk = this.chunks[this.indexed >>> 13]!;
			this.newest.set(chunk.stream[this.indexed & 8191]!, this.indexed);
		}
		return this.newest.get(stream) ?? -1;
	}
	packet(row: number): number {
		return this.chunks[row >>> 13]!.packet[row & 8191]!;
	}
	sender(row: number): number {
		return this.chunks[row >>> 13]!.sender[row & 8191]!;
	}
	type(row: number): number {
		return this.chunks[row >>> 13]!.type[row & 8191]!;
	}
	code(row: number): number {
		return this.chunks[row >>> 13]!.code[row & 8191]!;
	}
}
