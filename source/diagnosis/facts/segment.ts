import {type PacketTable, TcpFlag, WIDE} from '../../analysis/tables/packet-table.ts';

/**
 * The packet that the walk over a stream is at: its columns, read once. One object serves all packets, since an
 * accessor call a column would cost more than the judgement.
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
		const chunk = packets.chunks[row >>> 16]!;
		const i = row & 0xffff;
		this.row = row;
		this.flags = chunk.flags[i]! & TcpFlag.ALL;
		this.length = chunk.payloadLength[i]!;
		if (this.length === WIDE) this.length = packets.payloadLength(row);
		this.sequence = chunk.sequence[i]!;
		this.acknowledgment = chunk.acknowledgment[i]!;
		this.next = (this.sequence + this.length + ((this.flags & (TcpFlag.SYN | TcpFlag.FIN)) !== 0 ? 1 : 0)) >>> 0;
		this.analysis = chunk.analysis[i]!;
		this.acksRow = chunk.acksRow[i]! - 1;
		this.window = chunk.window[i]!;
		this.ttl = chunk.ttl[i]!;
		this.ipId = chunk.ipId[i]!;
		this.tls = chunk.tls[i]!;
		this.seconds = chunk.seconds[i]!;
		this.nanoseconds = chunk.nanoseconds[i]!;
	}
}
