import type {CaptureReader} from '../capture/capture-reader.ts';
import {FragmentStore} from '../dissect/fragments.ts';
import {walkFrame} from '../dissect/frame.ts';
import {TcpHeader} from '../dissect/tcp-header.ts';
import {SegmentFlag, Walk} from '../dissect/walk.ts';
import type {CaptureTables} from './capture-tables.ts';
import {classifyFirstPayload} from './first-payload.ts';
import {noteIcmpError} from './icmp-errors.ts';
import {Analysis, SCALE_NOT_KNOWN, TcpFlag, WIDE} from './packet-table.ts';
import {StreamFlag} from './stream-table.ts';
import {SequenceAnalysis} from './tcp/sequence-analysis.ts';
import {Direction, DirectionBit, StateBit, Word} from './tcp/stream-state.ts';
import {StreamTracker} from './tcp/stream-tracker.ts';
import {PayloadAnalysis} from './tls/payload-analysis.ts';

const OPENING = TcpFlag.SYN | TcpFlag.ACK;

/**
 * The loading pass: takes each record of a capture once, in order, and fills the tables. Everything here runs for each
 * packet: no objects, no closures, no strings in the common case.
 */
export class CaptureAnalyzer {
	private readonly walk = new Walk();
	private readonly fragments = new FragmentStore();
	private readonly header = new TcpHeader();
	private readonly tracker: StreamTracker;
	private readonly sequences: SequenceAnalysis;
	private readonly payloads: PayloadAnalysis;

	constructor(private readonly tables: CaptureTables) {
		this.tracker = new StreamTracker(tables);
		this.sequences = new SequenceAnalysis(tables.packets);
		this.payloads = new PayloadAnalysis(tables, this.tracker);
	}

	/** Adds up to `count` of the records that the reader has in its buffer; true if it stopped before the last. */
	addAll(reader: CaptureReader, count: number): boolean {
		for (let n = 0; n < count; n++) {
			if (!reader.next()) return false;
			this.add(reader);
		}
		return true;
	}

	/** Adds the record that the reader is at. */
	add(reader: CaptureReader): void {
		const {packets} = this.tables;
		const row = packets.length;
		this.fragments.packet = row;
		const {linkType} = reader.interfaces[reader.interface]!;
		const {walk} = this;
		const known = walkFrame(
			walk,
			this.fragments,
			linkType,
			reader.bytes,
			reader.at,
			reader.capturedLength,
			reader.wireLength,
		);
		if (!known) this.tables.unknownLinkTypes.set(linkType, (this.tables.unknownLinkTypes.get(linkType) ?? 0) + 1);
		this.addFrame(reader, row);
		if (walk.segmentCount === 0) {
			packets.length = row + 1;
			return;
		}
		this.tables.tcpPackets++;
		if (walk.bufferCount > 1) this.tables.fragmentRows.set(row, this.fragments.completed);
		this.addSegment(row, 0);
		packets.length = row + 1;
		for (let n = 1; n < walk.segmentCount; n++) {
			const extra = packets.length;
			packets.extraRows.push(extra);
			this.addFrame(reader, extra);
			this.addSegment(extra, n);
			packets.length = extra + 1;
		}
	}

	/** Writes the columns that every row has. */
	private addFrame(reader: CaptureReader, row: number): void {
		const {packets} = this.tables;
		const chunk = packets.chunkFor(row);
		const at = row & 0xffff;
		chunk.offset[at] = reader.fileOffset;
		chunk.seconds[at] = reader.seconds;
		if (reader.seconds > 0xffff_ffff) chunk.secondsHigh[at] = reader.seconds / 2 ** 32;
		chunk.nanoseconds[at] = reader.nanoseconds;
		chunk.capturedLength[at] = reader.capturedLength;
		const cut = reader.wireLength - reader.capturedLength;
		if (cut < WIDE) chunk.cut[at] = cut;
		else {
			chunk.cut[at] = WIDE;
			packets.wide.set(row * 2 + 1, cut);
		}
		chunk.stream[at] = -1;
		chunk.previous[at] = -1;
		chunk.interface[at] = Math.min(reader.interface, 255);
		chunk.analysis[at] = reader.hasTime ? 0 : Analysis.NO_TIMESTAMP;
	}

	/** Analyses the n-th TCP header of the frame (spec/tcp-analysis.md 4) and writes its columns. */
	private addSegment(row: number, n: number): void {
		const {walk, header, tracker, sequences, tables} = this;
		const layer = walk.segmentLayer[n]!;
		const buffer = walk.layerBuffer[layer]!;
		const bytes = walk.buffers[buffer]!;
		const segmentEnd = walk.layerEnd[layer]!;
		const captureEnd = Math.min(walk.segmentCaptureEnd[n]!, segmentEnd);
		const at = walk.layerAt[layer]!;
		const segmentFlags = walk.segmentFlags[n]!;
		header.readFixed(bytes, at);
		const reported = segmentEnd - at;
		const lengthKnown =
			(segmentFlags & (SegmentFlag.QUOTED | SegmentFlag.FRAGMENT)) === 0 && header.headerLength <= reported;
		const length = lengthKnown ? reported - header.headerLength : 0;

		tracker.locate(this.address(n, 0), this.address(n, 4), header, row);
		const {stream} = tracker;
		const words = tracker.states.chunk(stream);
		const record = tracker.states.offset(stream);
		const fwd = record + (tracker.fromB ? Word.B : Word.A);
		const rev = record + (tracker.fromB ? Word.A : Word.B);
		const streamChunk = tables.streams.chunks[stream >>> 13]!;
		const streamAt = stream & 8191;

		const completeness = words[record + Word.COMPLETENESS]!;
		sequences.clearSack(words, fwd);
		const {flags} = header;
		const isAck = (flags & TcpFlag.ACK) !== 0;
		let labels = 0;
		let {sequence, acknowledgment} = header;
		const scaleBefore = words[fwd + Direction.SCALE]!;
		if (lengthKnown) {
			setBases(words, fwd, rev, header);
			sequences.analyse(words, fwd, rev, header, length, row, streamChunk.initialRtt[streamAt]!);
			labels = sequences.labels;
			sequence = (sequence - words[fwd + Direction.BASE]!) | 0;
			if (isAck) acknowledgment = (acknowledgment - words[rev + Direction.BASE]!) | 0;
		}
		if (tracker.reusesPorts) labels |= Analysis.REUSED_PORTS | Analysis.SHOWN;
		if (tracker.repeatsSyn) labels |= Analysis.SHOWN;
		const shortHeader = header.headerLength < 20;
		if (!shortHeader) {
			tracker.complete(header, length);
			this.noteOpening(words, record, fwd, row, streamChunk.initialRtt, streamAt);
			header.readOptions(bytes, at, captureEnd);
			if (header.windowScale >= 0) words[fwd + Direction.SCALE] = header.windowScale;
			if (header.sackBlocks > 0) sequences.keepSack(words, fwd, header);
			labels |= this.fastOpen(words, record, acknowledgment, length);
			if (!header.optionsCut && (flags & TcpFlag.SYN) !== 0) settleScale(words, fwd, rev, flags);
		}

		const hidden = shortHeader || header.optionsCut;
		let analysis = hidden ? 0 : labels;
		if (!hidden && (labels & Analysis.SHOWN) !== 0 && streamChunk.initialRtt[streamAt] !== 0)
			analysis |= Analysis.INITIAL_RTT;
		if (tracker.fromB) analysis |= Analysis.FROM_B;
		if (!lengthKnown) analysis |= Analysis.LENGTH_UNKNOWN;
		if ((segmentFlags & SegmentFlag.QUOTED) !== 0) analysis |= Analysis.QUOTED;
		if ((segmentFlags & SegmentFlag.REASSEMBLED) !== 0) analysis |= Analysis.REASSEMBLED;
		if (shortHeader) analysis |= Analysis.SHORT_HEADER | Analysis.NO_TIMES;
		else if (at + 20 > captureEnd) analysis |= Analysis.NO_TIMES;
		if (n > 0) analysis |= Analysis.EXTRA;
		if (walk.ipLayers === 1) analysis |= Analysis.ONE_IP_LAYER;
		if (scaleBefore === -2) analysis |= Analysis.NO_SCALING;

		const {packets} = tables;
		const chunk = packets.chunks[row >>> 16]!;
		const slot = row & 0xffff;
		chunk.stream[slot] = stream;
		const last = streamChunk.lastRow[streamAt]!;
		chunk.previous[slot] = last === row ? -1 : last;
		chunk.sequence[slot] = sequence;
		chunk.acknowledgment[slot] = acknowledgment;
		chunk.analysis[slot]! |= analysis;
		chunk.acksRow[slot] = lengthKnown && !hidden ? sequences.acksRow + 1 : 0;
		chunk.bytesInFlight[slot] = lengthKnown && !hidden ? sequences.bytesInFlight : 0;
		chunk.pushBytes[slot] = lengthKnown && !hidden ? sequences.pushBytes : 0;
		if (length < WIDE) chunk.payloadLength[slot] = length;
		else {
			chunk.payloadLength[slot] = WIDE;
			packets.wide.set(row * 2, length);
		}
		chunk.flags[slot] = flags | ((scaleBefore < 0 ? SCALE_NOT_KNOWN : scaleBefore) << 12);
		chunk.window[slot] = header.window;
		chunk.ipId[slot] = walk.segmentIpId[n]!;
		chunk.ttl[slot] = walk.segmentTtl[n]!;
		chunk.completeness[slot] = completeness;
		if (
			(analysis & Analysis.DUPLICATE_ACK) !== 0 ||
			((analysis & Analysis.RETRANSMISSION) !== 0 && sequences.reference > 0)
		)
			tables.analysisDetails.append(row, sequences.duplicateNumber, sequences.reference);

		if ((segmentFlags & SegmentFlag.QUOTED) !== 0) {
			streamChunk.flags[streamAt]! |= StreamFlag.ICMP_ERROR;
			streamChunk.lastRow[streamAt] = row;
			noteIcmpError(tables, walk, layer, row);
		} else tracker.count(header, length, row);

		const payload = at + header.headerLength;
		if (payload < captureEnd && !hidden && (flags & TcpFlag.RST) === 0) {
			const firstPayload = tracker.fromB ? streamChunk.firstPayloadB : streamChunk.firstPayloadA;
			if (firstPayload[streamAt] === 0) firstPayload[streamAt] = classifyFirstPayload(bytes, payload, captureEnd);
			this.payloads.segment(header, bytes, payload, captureEnd, segmentEnd, row, analysis, sequence);
		}
	}

	/** Row of the n-th segment's source (word 0) or destination (word 4) address. */
	private address(n: number, word: number): number {
		const {segmentAddresses, segmentVersion} = this.walk;
		const at = n * 8 + word;
		return this.tables.addresses.intern(
			segmentVersion[n] === 4 ? 4 : 6,
			segmentAddresses[at]!,
			segmentAddresses[at + 1]!,
			segmentAddresses[at + 2]!,
			segmentAddresses[at + 3]!,
		);
	}

	/** Steps 8 and 9: the server's port, the SYN's time, and the initial round-trip time (spec 8.3). */
	private noteOpening(
		words: Int32Array,
		record: number,
		fwd: number,
		row: number,
		initialRtt: Float64Array,
		stream: number,
	): void {
		const {flags, sourcePort, destinationPort} = this.header;
		const opening = flags & OPENING;
		if ((flags & TcpFlag.SYN) !== 0) {
			words[record + Word.SERVER_PORT] = opening === TcpFlag.SYN ? destinationPort : sourcePort;
			words[fwd + Direction.BITS]! |= DirectionBit.SYN_WINDOW;
			if (opening === TcpFlag.SYN) {
				words[record + Word.SYN_ROW] = row;
				const {packets} = this.tables;
				if (packets.seconds(row) !== 0 || packets.nanoseconds(row) !== 0)
					words[record + Word.BITS]! |= StateBit.SYN_TIME;
			}
		} else if (opening === TcpFlag.ACK) {
			if (initialRtt[stream] === 0 && (words[record + Word.BITS]! & StateBit.SYN_TIME) !== 0)
				initialRtt[stream] = this.tables.packets.nanosecondsBetween(words[record + Word.SYN_ROW]!, row);
			words[fwd + Direction.BITS]! &= ~DirectionBit.SYN_WINDOW;
		}
	}

	/** Labels of TCP Fast Open (spec 10.6). */
	private fastOpen(words: Int32Array, record: number, acknowledgment: number, length: number): number {
		const opening = this.header.flags & OPENING;
		if (opening === TcpFlag.SYN) {
			if (!this.header.fastOpenCookie) return 0;
			if (length > 0) words[record + Word.BITS]! |= StateBit.FAST_OPEN_DATA;
			return Analysis.TFO_SYN;
		}
		if (opening !== OPENING) return 0;
		if (acknowledgment >>> 0 > 1) return Analysis.TFO_ACK;
		return (words[record + Word.BITS]! & StateBit.FAST_OPEN_DATA) === 0 ? 0 : Analysis.TFO_IGNORED;
	}
}

/** Spec 5.1. */
function setBases(words: Int32Array, fwd: number, rev: number, header: TcpHeader): void {
	if ((words[fwd + Direction.BITS]! & DirectionBit.BASE_SET) === 0) {
		words[fwd + Direction.BASE] = (header.flags & TcpFlag.SYN) === 0 ? header.sequence - 1 : header.sequence;
		words[fwd + Direction.BITS]! |= DirectionBit.BASE_SET;
	}
	if ((words[rev + Direction.BITS]! & DirectionBit.BASE_SET) === 0 && (header.flags & TcpFlag.ACK) !== 0) {
		words[rev + Direction.BASE] = header.acknowledgment - 1;
		words[rev + Direction.BITS]! |= DirectionBit.BASE_SET;
	}
}

/** Spec 6.3. */
function settleScale(words: Int32Array, fwd: number, rev: number, flags: number): void {
	if (words[fwd + Direction.SCALE] === -1) {
		words[fwd + Direction.SCALE] = -2;
		words[rev + Direction.SCALE] = -2;
	} else if ((flags & TcpFlag.ACK) !== 0 && words[rev + Direction.SCALE] === -2) words[fwd + Direction.SCALE] = -2;
}
