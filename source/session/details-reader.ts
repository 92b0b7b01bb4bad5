import {protocolsText} from '../analysis/details/frame-protocols.ts';
import {packetDetails} from '../analysis/details/packet-details.ts';
import type {CaptureTables} from '../analysis/tables/capture-tables.ts';
import {Analysis} from '../analysis/tables/packet-table.ts';
import type {CaptureBytes} from '../capture/capture-set.ts';
import type {Wanted} from '../dissect/describe/layers.ts';
import type {PacketDetails} from '../dissect/field.ts';
import {FragmentStore} from '../dissect/fragments/fragment-store.ts';
import {walkFrame} from '../dissect/frame.ts';
import {Protocol} from '../dissect/protocol.ts';
import {SegmentWord, Walk} from '../dissect/walk.ts';
import type {RawSegment} from '../filter/evaluate/raw-fields.ts';
import type {PacketReader} from './view/filter-run.ts';

const ETHERNET = 1;

/** What makes a packet more than one whole TCP header behind one IP header. */
const NOT_PLAIN =
	Analysis.ONE_IP_LAYER |
	Analysis.QUOTED |
	Analysis.EXTRA |
	Analysis.LENGTH_UNKNOWN |
	Analysis.SHORT_HEADER |
	Analysis.NO_TIMES |
	Analysis.REASSEMBLED;

/** Dissects single packets of a loaded capture, from their bytes in the file. */
export class DetailsReader implements PacketReader {
	private readonly walk = new Walk();
	/** Of other packets, which brought a part of what is described. */
	private readonly otherWalk = new Walk();
	/** What `rawSegment` gave last. */
	private readonly segment: {-readonly [Part in keyof RawSegment]: RawSegment[Part]} = {
		bytes: new Uint8Array(0),
		ethernetAt: -1,
		ipv4At: -1,
		at: 0,
		headerEnd: 0,
		optionsEnd: 0,
		payloadEnd: 0,
		captureEnd: 0,
		acknowledgment: 0,
	};
	/** For packets that complete no datagram: bounded, and never asked for what is in it. */
	private readonly unused = new FragmentStore(0);

	constructor(
		private readonly tables: CaptureTables,
		private readonly bytes: CaptureBytes,
	) {}

	/**
	 * The packet of a row; all TCP headers of its frame are in it.
	 *
	 * @param only what to describe; default: all
	 */
	details(row: number, only?: Wanted): PacketDetails {
		const first = this.visitFrame(row, this.walk);
		return packetDetails(this.tables, first, this.walk, {only, readPayload: this.payload});
	}

	/** Payload of a row's segment; undefined if it was not captured in full. */
	private readonly payload = (row: number): Uint8Array | undefined => {
		const walk = this.otherWalk;
		const segment = row - this.visitFrame(row, walk);
		if (segment >= walk.segmentCount) return undefined;
		const word = segment * SegmentWord.COUNT;
		const bytes = walk.layerBytes(walk.segments[word + SegmentWord.LAYER]!);
		const from = headerEnd(bytes, walk.segments[word + SegmentWord.AT]!);
		const end = walk.segments[word + SegmentWord.END]!;
		return end <= walk.segments[word + SegmentWord.CAPTURE_END]! ? bytes.subarray(from, end) : undefined;
	};

	/** Walks over a row's frame, with the fragments of its datagram if it completes one; returns the frame's first row. */
	private visitFrame(row: number, walk: Walk): number {
		const {packets, fragmentRows} = this.tables;
		const first = packets.rowOfFrame(packets.frameNumber(row));
		const parts = fragmentRows.get(first);
		const fragments = parts === undefined ? this.unused : new FragmentStore();
		for (const part of parts ?? []) if (part !== first) this.visit(part, fragments, walk);
		this.visit(first, fragments, walk);
		return first;
	}

	/** @see RawPackets */
	rawFrame(row: number): Uint8Array | undefined {
		return this.isEthernet(row) ? this.frame(row) : undefined;
	}

	/** @see RawPackets */
	rawSegment(row: number): RawSegment | undefined {
		const {tables, walk} = this;
		const {packets} = tables;
		const isPlain = (packets.analysis(row) & NOT_PLAIN) === Analysis.ONE_IP_LAYER;
		if (!isPlain || !this.isEthernet(row) || tables.fragmentRows.has(row)) return undefined;
		this.visit(row, this.unused, walk);
		if (walk.segmentCount !== 1) return undefined;
		const bytes = walk.layerBytes(walk.segments[SegmentWord.LAYER]!);
		const at = walk.segments[SegmentWord.AT]!;
		const end = walk.segments[SegmentWord.END]!;
		const captureEnd = walk.segments[SegmentWord.CAPTURE_END]!;
		const behindHeader = headerEnd(bytes, at);
		// A header that is cut hides what is behind it (spec/tcp-analysis.md 2.7).
		const isCut = Math.min(behindHeader, end) > captureEnd;
		const payloadEnd = isCut ? behindHeader : Math.min(behindHeader + packets.payloadLength(row), end, captureEnd);
		const {segment} = this;
		segment.bytes = bytes;
		segment.ethernetAt = this.onlyLayer(Protocol.eth);
		segment.ipv4At = this.onlyLayer(Protocol.ip);
		segment.at = at;
		segment.headerEnd = Math.min(behindHeader, captureEnd);
		segment.optionsEnd = Math.min(behindHeader, end);
		segment.payloadEnd = payloadEnd;
		segment.captureEnd = Math.min(captureEnd, end);
		segment.acknowledgment = packets.acknowledgment(row);
		return segment;
	}

	/** @see RawPackets */
	protocols(row: number): string | undefined {
		const {tables, walk} = this;
		const {packets, fragmentRows} = tables;
		const first = packets.rowOfFrame(packets.frameNumber(row));
		if (fragmentRows.has(first)) return undefined;
		this.visit(first, this.unused, walk);
		return protocolsText(tables, first, walk);
	}

	/** Where the only layer of a protocol begins; -1 if there is none, or several. */
	private onlyLayer(protocol: number): number {
		const {walk} = this;
		let at = -1;
		for (let n = 0; n < walk.layerCount; n++) {
			if (walk.layerProtocol(n) !== protocol) continue;
			if (at >= 0 || walk.layerBuffer(n) !== 0) return -1;
			at = walk.layerAt(n);
		}
		return at;
	}

	/** Frames that begin with the header of their link, without anything before it. */
	private isEthernet(row: number): boolean {
		const {packets, interfaces} = this.tables;
		return interfaces[packets.interface(row)]!.linkType === ETHERNET;
	}

	/** The packet's bytes as they were captured. */
	frame(row: number): Uint8Array {
		const {packets, interfaces} = this.tables;
		const {file = 0} = interfaces[packets.interface(row)]!;
		return this.bytes.read(file, packets.offset(row), packets.capturedLength(row));
	}

	private visit(row: number, fragments: FragmentStore, walk: Walk): void {
		const {packets, interfaces} = this.tables;
		const frame = this.frame(row);
		const {linkType} = interfaces[packets.interface(row)]!;
		fragments.packet = row;
		walkFrame(walk, fragments, linkType, frame, 0, frame.length, packets.wireLength(row));
	}
}

/** Where the header of the segment at `at` ends, by its own length. */
function headerEnd(bytes: Uint8Array, at: number): number {
	return at + (bytes[at + 12]! >>> 4) * 4;
}
