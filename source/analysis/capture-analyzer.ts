import type {CaptureReader} from '../capture/capture-reader.ts';
import type {Problem} from '../capture/problem.ts';
import {FragmentStore} from '../dissect/fragments.ts';
import {walkFrame} from '../dissect/frame.ts';
import {TCP_MIN_HEADER, TcpHeader} from '../dissect/tcp-header.ts';
import {SegmentFlag, Walk} from '../dissect/walk.ts';
import {classifyFirstPayload} from './first-payload.ts';
import {noteIcmpError, noteShortQuote} from './icmp-errors.ts';
import type {CaptureTables} from './tables/capture-tables.ts';
import {Analysis, PacketByte, PacketHalf, PacketWord, SCALE_NOT_KNOWN, TcpFlag, WIDE} from './tables/packet-table.ts';
import {SequenceAnalysis} from './tcp/sequence-analysis.ts';
import {Direction, DirectionBit, StateBit, Word} from './tcp/stream-state.ts';
import {StreamTracker} from './tcp/stream-tracker.ts';
import {PayloadAnalysis} from './tls/payload-analysis.ts';
import {ReassemblyMemory} from './tls/reassembly-memory.ts';
import {KeyLog} from './tls/secrets/key-log.ts';
import {SecretsReport} from './tls/secrets/secrets-report.ts';

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

	/** Of the segment at hand: numbers as shown, tcp.completeness and the sender's scale before it. */
	private sequence = 0;
	private acknowledgment = 0;
	private completeness = 0;
	private scale = 0;
	private hasInitialRtt = false;
	/** How many of the reader's key logs were taken. */
	private secretsTaken = 0;
	/** `Analysis` bits that the record itself gives. */
	private frameBits = 0;

	/**
	 * @param keyLog TLS secrets; gets those that the capture brings, too
	 * @param memory bounds what the reassembly of TLS holds
	 */
	constructor(
		private readonly tables: CaptureTables,
		private readonly keyLog: KeyLog = new KeyLog(),
		memory = new ReassemblyMemory(),
	) {
		this.tracker = new StreamTracker(tables);
		this.sequences = new SequenceAnalysis(tables);
		this.payloads = new PayloadAnalysis(tables, this.tracker, keyLog, memory);
	}

	/** Adds up to `count` of the records that the reader has in its buffer; true if it stopped before the last. */
	addAll(reader: CaptureReader, count: number): boolean {
		let more = true;
		for (let n = 0; n < count && more; n++) {
			more = reader.next();
			if (more) this.addRecord(reader);
			if ((n & 0x7fff) === 0x7fff) this.tracker.flush();
		}
		this.tracker.flush();
		return more;
	}

	/** Adds the record that the reader is at, and brings the streams' rows up to date. */
	add(reader: CaptureReader): void {
		this.addRecord(reader);
		this.tracker.flush();
	}

	/**
	 * What of TLS could not be decrypted, once the capture has ended.
	 *
	 * @param saysMissing whether streams without secrets are worth a message
	 */
	secretsProblems(saysMissing: boolean): Problem[] {
		const {packets} = this.tables;
		const report = new SecretsReport();
		for (const decryptor of this.payloads.decryptors) report.add(decryptor, row => packets.frameNumber(row));
		return report.problems(saysMissing);
	}

	/** Leaves the streams' rows behind their counters: `flush` has to follow. */
	private addRecord(reader: CaptureReader): void {
		const {packets} = this.tables;
		const row = packets.length;
		this.fragments.packet = row;
		if (reader.secrets.length > this.secretsTaken) this.takeSecrets(reader);
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
			this.addOther(row);
			noteShortQuote(this.tables, this.tracker, walk, row);
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

	/** Key logs that stand in the capture before the record at hand. */
	private takeSecrets({secrets}: CaptureReader): void {
		for (; this.secretsTaken < secrets.length; this.secretsTaken++) this.keyLog.addWhole(secrets[this.secretsTaken]!);
	}

	/** Writes what the record says of a row. A fresh row's columns are zero. */
	private addFrame(reader: CaptureReader, row: number): void {
		const {packets} = this.tables;
		const {words, halves, bytes} = packets.chunkFor(row);
		const at = row & 0xffff;
		const word = at * PacketWord.COUNT;
		const offset = reader.fileOffset;
		words[word + PacketWord.OFFSET] = offset | 0;
		if (offset > 0xffff_ffff) halves[at * PacketHalf.COUNT + PacketHalf.OFFSET_HIGH] = offset / 0x1_0000_0000;
		words[word + PacketWord.SECONDS] = reader.seconds;
		words[word + PacketWord.NANOSECONDS] = reader.nanoseconds;
		words[word + PacketWord.CAPTURED_LENGTH] = reader.capturedLength;
		const cut = reader.wireLength - reader.capturedLength;
		if (cut !== 0) {
			halves[at * PacketHalf.COUNT + PacketHalf.CUT] = cut > 0 && cut < WIDE ? cut : WIDE;
			if (cut < 0 || cut >= WIDE) packets.noteCut(row, cut);
		}
		if (reader.interface !== 0)
			bytes[at * PacketByte.COUNT + PacketByte.INTERFACE] = packets.noteInterface(row, reader.interface);
		this.frameBits = reader.hasTime ? 0 : Analysis.NO_TIMESTAMP;
		if (reader.seconds > 0xffff_ffff || reader.seconds < 0) {
			packets.noteSecondsHigh(row, Math.floor(reader.seconds / 0x1_0000_0000));
			this.frameBits |= Analysis.FAR_TIME;
		}
		words[word + PacketWord.ANALYSIS] = this.frameBits;
	}

	/** Writes that a frame has no TCP. */
	private addOther(row: number): void {
		const {words} = this.tables.packets.chunks[row >>> 16]!;
		const word = (row & 0xffff) * PacketWord.COUNT;
		words[word + PacketWord.STREAM] = -1;
		words[word + PacketWord.PREVIOUS] = -1;
	}

	/** Analyses the n-th TCP header of the frame, in the order of spec/tcp-analysis.md 4. */
	private addSegment(row: number, n: number): void {
		const {walk, header, tracker, sequences} = this;
		const layer = walk.segmentLayer[n]!;
		const bytes = walk.buffers[walk.layerBuffer[layer]!]!;
		const at = walk.layerAt[layer]!;
		const end = walk.layerEnd[layer]!;
		const captureEnd = Math.min(walk.segmentCaptureEnd[n]!, end);
		const segmentFlags = walk.segmentFlags[n]!;
		header.readFixed(bytes, at);
		const lengthKnown =
			(segmentFlags & (SegmentFlag.QUOTED | SegmentFlag.FRAGMENT)) === 0 && header.headerLength <= end - at;
		const length = lengthKnown ? end - at - header.headerLength : 0;

		tracker.locate(walk, n, header, row);
		const {words, record} = tracker;
		const fwd = record + (tracker.fromB ? Word.B : Word.A);
		const rev = record + (tracker.fromB ? Word.A : Word.B);
		this.completeness = words[record + Word.COMPLETENESS]!;
		this.scale = words[fwd + Direction.SCALE]!;
		sequences.clearSack(words, fwd);
		this.analyseSequence(words, fwd, rev, lengthKnown, length, row);
		let labels = sequences.labels;
		if (tracker.reusesPorts) labels |= Analysis.REUSED_PORTS | Analysis.SHOWN;
		if (tracker.repeatsSyn) labels |= Analysis.SHOWN;
		const shortHeader = header.headerLength < TCP_MIN_HEADER;
		if (!shortHeader) {
			tracker.complete(header, length);
			this.noteOpening(words, record, fwd, row);
			header.readOptions(bytes, at, captureEnd);
			labels |= this.takeOptions(words, record, fwd, rev, length);
		}

		this.hasInitialRtt = (words[record + Word.BITS]! & StateBit.INITIAL_RTT) !== 0;
		let analysis = this.frameBits;
		if (tracker.fromB) analysis |= Analysis.FROM_B;
		if (!lengthKnown) analysis |= Analysis.LENGTH_UNKNOWN;
		if ((segmentFlags & SegmentFlag.QUOTED) !== 0) analysis |= Analysis.QUOTED;
		if ((segmentFlags & SegmentFlag.REASSEMBLED) !== 0) analysis |= Analysis.REASSEMBLED;
		if (shortHeader) analysis |= Analysis.SHORT_HEADER | Analysis.NO_TIMES;
		else if (at + TCP_MIN_HEADER > captureEnd) analysis |= Analysis.NO_TIMES;
		if (n > 0) analysis |= Analysis.EXTRA;
		if (walk.ipLayers === 1 && !walk.addressMoved) analysis |= Analysis.ONE_IP_LAYER;
		// What follows a header that is cut or malformed Wireshark does not show (spec 2.7, 2.8).
		if (shortHeader || header.optionsCut) sequences.forget();
		else analysis |= labels;

		this.writeSegment(row, n, analysis, length);
		if ((analysis & Analysis.QUOTED) !== 0) noteIcmpError(this.tables, walk, layer, tracker.stream, row);
		const payload = at + header.headerLength;
		const isHidden = shortHeader || header.optionsCut;
		if (payload >= captureEnd || isHidden || (header.flags & TcpFlag.RST) !== 0) return;
		if ((analysis & Analysis.QUOTED) === 0) this.classify(bytes, payload, captureEnd);
		this.payloads.segment(header, bytes, payload, captureEnd, end, row, analysis, this.sequence);
	}

	/** Notes what the sender's first payload looks like. */
	private classify(bytes: Uint8Array, from: number, to: number): void {
		const {tracker, tables} = this;
		const chunk = tables.streams.chunks[tracker.stream >>> 13]!;
		const firstPayload = tracker.fromB ? chunk.firstPayloadB : chunk.firstPayloadA;
		const at = tracker.stream & 8191;
		if (firstPayload[at] === 0) firstPayload[at] = classifyFirstPayload(bytes, from, to);
	}

	/** Step 5: base numbers, the sequence analysis, and the numbers as they are shown. */
	private analyseSequence(
		words: Int32Array,
		fwd: number,
		rev: number,
		lengthKnown: boolean,
		length: number,
		row: number,
	): void {
		const {header, sequences, tracker} = this;
		this.sequence = header.sequence;
		this.acknowledgment = header.acknowledgment;
		if (!lengthKnown) {
			sequences.forget();
			return;
		}
		setBases(words, fwd, rev, header);
		sequences.analyse(words, fwd, rev, header, length, row, tracker.stream);
		this.sequence = (header.sequence - words[fwd + Direction.BASE]!) | 0;
		if ((header.flags & TcpFlag.ACK) !== 0)
			this.acknowledgment = (header.acknowledgment - words[rev + Direction.BASE]!) | 0;
	}

	/** Steps 11 to 13: what the options leave behind; returns the labels that they give. */
	private takeOptions(words: Int32Array, record: number, fwd: number, rev: number, length: number): number {
		const {header, sequences} = this;
		if (header.windowScale >= 0) words[fwd + Direction.SCALE] = header.windowScale;
		if (header.sackBlocks > 0) sequences.keepSack(words, fwd, header);
		if (!header.optionsCut && (header.flags & TcpFlag.SYN) !== 0) settleScale(words, fwd, rev, header.flags);
		return this.fastOpen(words, record, length);
	}

	/** Writes the columns of a TCP packet, and counts it in its stream. */
	private writeSegment(row: number, n: number, analysis: number, length: number): void {
		const {walk, header, tracker, sequences, tables} = this;
		const {packets} = tables;
		let bits = analysis;
		if ((analysis & Analysis.SHOWN) !== 0 && this.hasInitialRtt) bits |= Analysis.INITIAL_RTT;
		if (this.scale === -2) bits |= Analysis.NO_SCALING;
		const {words, halves, bytes} = packets.chunks[row >>> 16]!;
		const at = row & 0xffff;
		const word = at * PacketWord.COUNT;
		const half = at * PacketHalf.COUNT;
		words[word + PacketWord.STREAM] = tracker.stream;
		words[word + PacketWord.PREVIOUS] = tracker.follow(
			row,
			words[word + PacketWord.SECONDS]!,
			words[word + PacketWord.NANOSECONDS]!,
		);
		words[word + PacketWord.SEQUENCE] = this.sequence;
		words[word + PacketWord.ACKNOWLEDGMENT] = this.acknowledgment;
		words[word + PacketWord.ANALYSIS] = bits;
		words[word + PacketWord.ACKS_ROW] = sequences.acksRow + 1;
		words[word + PacketWord.BYTES_IN_FLIGHT] = sequences.bytesInFlight;
		words[word + PacketWord.PUSH_BYTES] = sequences.pushBytes;
		halves[half + PacketHalf.PAYLOAD_LENGTH] = Math.min(length, WIDE);
		if (length >= WIDE) packets.noteLength(row, length);
		halves[half + PacketHalf.FLAGS] = header.flags | ((this.scale < 0 ? SCALE_NOT_KNOWN : this.scale) << 12);
		halves[half + PacketHalf.WINDOW] = header.window;
		halves[half + PacketHalf.IP_ID] = walk.segmentIpId[n]!;
		bytes[at * PacketByte.COUNT + PacketByte.TTL] = walk.segmentTtl[n]!;
		bytes[at * PacketByte.COUNT + PacketByte.COMPLETENESS] = this.completeness;
		const isTimedOut = (bits & Analysis.RETRANSMISSION) !== 0 && sequences.reference > 0;
		if (isTimedOut || (bits & Analysis.DUPLICATE_ACK) !== 0)
			tables.analysisDetails.append(row, sequences.duplicateNumber, sequences.reference);
		if ((bits & Analysis.QUOTED) === 0) tracker.count(header, length);
	}

	/** Steps 8 and 9: the server's port, the SYN's time, and the initial round-trip time (spec 8.3). */
	private noteOpening(words: Int32Array, record: number, fwd: number, row: number): void {
		const {flags, sourcePort, destinationPort} = this.header;
		const {packets, streams} = this.tables;
		const opening = flags & OPENING;
		if ((flags & TcpFlag.SYN) !== 0) {
			words[record + Word.SERVER_PORT] = opening === TcpFlag.SYN ? destinationPort : sourcePort;
			words[fwd + Direction.BITS]! |= DirectionBit.SYN_WINDOW;
			if (opening === TcpFlag.SYN) {
				words[record + Word.SYN_ROW] = row;
				if (packets.seconds(row) !== 0 || packets.nanoseconds(row) !== 0)
					words[record + Word.BITS]! |= StateBit.SYN_TIME;
			}
		} else if (opening === TcpFlag.ACK) {
			if ((words[record + Word.BITS]! & (StateBit.SYN_TIME | StateBit.INITIAL_RTT)) === StateBit.SYN_TIME) {
				const initialRtt = packets.nanosecondsBetween(words[record + Word.SYN_ROW]!, row);
				streams.setInitialRtt(this.tracker.stream, initialRtt);
				if (initialRtt !== 0) words[record + Word.BITS]! |= StateBit.INITIAL_RTT;
			}
			words[fwd + Direction.BITS]! &= ~DirectionBit.SYN_WINDOW;
		}
	}

	/** Labels of TCP Fast Open (spec 10.6). */
	private fastOpen(words: Int32Array, record: number, length: number): number {
		const opening = this.header.flags & OPENING;
		if (opening === TcpFlag.SYN) {
			if (!this.header.fastOpenCookie) return 0;
			if (length > 0) words[record + Word.BITS]! |= StateBit.FAST_OPEN_DATA;
			return Analysis.TFO_SYN;
		}
		if (opening !== OPENING) return 0;
		if (this.acknowledgment >>> 0 > 1) return Analysis.TFO_ACK;
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
