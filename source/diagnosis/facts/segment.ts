import {
	nextSequence,
	PacketByte,
	PacketHalf,
	type PacketTable,
	PacketWord,
	TcpFlag,
	WIDE,
} from '../../analysis/tables/packet-table.ts';

/**
 * The packet that the walk over a stream is at: its record, read once. One object serves all packets, since an
 * accessor call for each number would cost more than the judgement.
 */
export class Segment {
	row = 0;
	/** Nanoseconds since the stream's first packet. */
	at = 0;
	/** 0 client, 1 server. */
	side = 0;
	flags = 0;
	length = 0;
	sequence = 0;
	acknowledgment = 0;
	/** Sequence number behind it. */
	next = 0;
	analysis = 0;
	/** Row that it acknowledges, or -1. */
	acksRow = -1;
	/** As in the header: not scaled. */
	window = 0;
	ttl = 0;
	ipId = 0;
	tls = 0;
	/** Time of capture; of the seconds the low 32 bits. */
	seconds = 0;
	nanoseconds = 0;

	read(packets: PacketTable, row: number): void {
		const {words, halves, bytes} = packets.chunks[row >>> 16]!;
		const at = row & 0xffff;
		const word = at * PacketWord.COUNT;
		const half = at * PacketHalf.COUNT;
		this.row = row;
		this.flags = halves[half + PacketHalf.FLAGS]! & TcpFlag.ALL;
		this.length = halves[half + PacketHalf.PAYLOAD_LENGTH]!;
		if (this.length === WIDE) this.length = packets.payloadLength(row);
		this.sequence = words[word + PacketWord.SEQUENCE]! >>> 0;
		this.acknowledgment = words[word + PacketWord.ACKNOWLEDGMENT]! >>> 0;
		this.next = nextSequence(this.sequence, this.length, this.flags);
		this.analysis = words[word + PacketWord.ANALYSIS]!;
		this.acksRow = words[word + PacketWord.ACKS_ROW]! - 1;
		this.window = halves[half + PacketHalf.WINDOW]!;
		this.ttl = bytes[at * PacketByte.COUNT + PacketByte.TTL]!;
		this.ipId = halves[half + PacketHalf.IP_ID]!;
		this.tls = bytes[at * PacketByte.COUNT + PacketByte.TLS]!;
		this.seconds = words[word + PacketWord.SECONDS]!;
		this.nanoseconds = words[word + PacketWord.NANOSECONDS]!;
	}
}
