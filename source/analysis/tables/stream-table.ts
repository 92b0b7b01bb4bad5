import {ChunkedTable} from './chunked-table.ts';

/**
 * The stream table: one row a TCP stream, the row number is tcp.stream. The two ends are A, the sender of the stream's
 * first packet, and B; which of them is the client is in `flags` and may be settled later than the first packet.
 */
const columns = {
	/** TCP payload bytes sent by each end, retransmissions included. */
	payloadA: Float64Array,
	payloadB: Float64Array,
	/** Initial round-trip time in nanoseconds (tcp.analysis.initial_rtt), 0 while unknown. */
	initialRtt: Float64Array,
	/** Longest time between two packets of the stream, in seconds. */
	longestSilence: Float32Array,
	/** Rows in the address table. */
	addressA: Uint32Array,
	addressB: Uint32Array,
	/** First and last packet: rows of the packet table. */
	firstRow: Uint32Array,
	lastRow: Uint32Array,
	packetsA: Uint32Array,
	packetsB: Uint32Array,
	/** Bits of `StreamFlag`. */
	flags: Uint32Array,
	/** Index into `CaptureTables.names` plus one; 0 for none. */
	serverName: Uint32Array,
	portA: Uint16Array,
	portB: Uint16Array,
	/** Negotiated version, 0x0303 for TLS 1.2; 0 while unknown. */
	tlsVersion: Uint16Array,
	/** What each end's first payload looks like: `FirstPayload`, or the status code of an HTTP response. */
	firstPayloadA: Uint16Array,
	firstPayloadB: Uint16Array,
	/** Index into the table of verdicts (diagnosis/verdicts.ts); 0 for not judged yet. */
	verdict: Uint8Array,
	/** Index into `ENDED_BY` and `CONFIDENCES` of diagnosis/verdicts.ts. */
	endedBy: Uint8Array,
	confidence: Uint8Array,
};

export const enum StreamFlag {
	/** B opened the connection; otherwise A did. */
	CLIENT_IS_B = 1,
	/** No SYN was seen: client and server are guessed from the ports. */
	ROLES_GUESSED = 2,
	SYN_A = 4,
	SYN_B = 8,
	SYN_ACK_A = 16,
	SYN_ACK_B = 32,
	FIN_A = 64,
	FIN_B = 128,
	RST_A = 256,
	RST_B = 512,
	/** Dissected as TLS. */
	TLS = 1024,
	/** An ICMP error quotes a segment of this stream. */
	ICMP_ERROR = 2048,
	/** A TLS alert was seen, readable or not. */
	ALERT = 4096,
	/** SYN, SYN/ACK and the ACK of it were seen. */
	HANDSHAKE_COMPLETE = 8192,
}

export type Side = 'client' | 'server';

export class StreamTable extends ChunkedTable<typeof columns> {
	/**
	 * Packet rows and server names that this thread knows of: the loading thread may have written more into the rows of
	 * streams, of which it has not told yet.
	 */
	visibleRows = Number.POSITIVE_INFINITY;
	visibleNames = Number.POSITIVE_INFINITY;

	constructor() {
		super(columns, 13);
	}

	private chunkOf(stream: number) {
		return this.chunks[stream >>> 13]!;
	}

	flags(stream: number): number {
		return this.chunkOf(stream).flags[stream & 8191]!;
	}
	clientIsB(stream: number): boolean {
		return (this.flags(stream) & StreamFlag.CLIENT_IS_B) !== 0;
	}
	/** Row of the client's or server's address in the address table. */
	address(stream: number, side: Side): number {
		const chunk = this.chunkOf(stream);
		return ((side === 'client') === this.clientIsB(stream) ? chunk.addressB : chunk.addressA)[stream & 8191]!;
	}
	port(stream: number, side: Side): number {
		const chunk = this.chunkOf(stream);
		return ((side === 'client') === this.clientIsB(stream) ? chunk.portB : chunk.portA)[stream & 8191]!;
	}
	packets(stream: number, side: Side): number {
		const chunk = this.chunkOf(stream);
		return ((side === 'client') === this.clientIsB(stream) ? chunk.packetsB : chunk.packetsA)[stream & 8191]!;
	}
	/** TCP payload bytes sent by that side, retransmissions included. */
	payloadBytes(stream: number, side: Side): number {
		const chunk = this.chunkOf(stream);
		return ((side === 'client') === this.clientIsB(stream) ? chunk.payloadB : chunk.payloadA)[stream & 8191]!;
	}
	firstRow(stream: number): number {
		return this.chunkOf(stream).firstRow[stream & 8191]!;
	}
	/**
	 * Row of the last packet. While the capture is loading and the last packet is not visible yet, the last visible row,
	 * whosever it is: its time is close.
	 */
	lastRow(stream: number): number {
		return Math.min(this.chunkOf(stream).lastRow[stream & 8191]!, this.visibleRows - 1);
	}
	/** `FirstPayload` of that side, or the status code if it is an HTTP response. */
	firstPayload(stream: number, side: Side): number {
		const chunk = this.chunkOf(stream);
		return ((side === 'client') === this.clientIsB(stream) ? chunk.firstPayloadB : chunk.firstPayloadA)[stream & 8191]!;
	}
	/** In nanoseconds; 0 where the capture does not show it. */
	initialRtt(stream: number): number {
		return this.chunkOf(stream).initialRtt[stream & 8191]!;
	}
	setInitialRtt(stream: number, nanoseconds: number): void {
		this.chunkOf(stream).initialRtt[stream & 8191] = nanoseconds;
	}
	/** In seconds. */
	longestSilence(stream: number): number {
		return this.chunkOf(stream).longestSilence[stream & 8191]!;
	}
	/** Index into `CaptureTables.names`, -1 for none. */
	serverName(stream: number): number {
		const name = this.chunkOf(stream).serverName[stream & 8191]! - 1;
		return name < this.visibleNames ? name : -1;
	}
	tlsVersion(stream: number): number {
		return this.chunkOf(stream).tlsVersion[stream & 8191]!;
	}
	verdict(stream: number): number {
		return this.chunkOf(stream).verdict[stream & 8191]!;
	}
	endedBy(stream: number): number {
		return this.chunkOf(stream).endedBy[stream & 8191]!;
	}
	confidence(stream: number): number {
		return this.chunkOf(stream).confidence[stream & 8191]!;
	}
	setJudgement(stream: number, verdict: number, endedBy: number, confidence: number): void {
		const chunk = this.chunkOf(stream);
		chunk.verdict[stream & 8191] = verdict;
		chunk.endedBy[stream & 8191] = endedBy;
		chunk.confidence[stream & 8191] = confidence;
	}
}
