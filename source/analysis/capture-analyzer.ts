import type {CaptureReader} from '../capture/capture-reader.ts';
import type {Problem} from '../capture/problem.ts';
import {FRAGMENTS_GIVEN_UP, FragmentStore} from '../dissect/fragments/fragment-store.ts';
import {walkFrame} from '../dissect/frame.ts';
import {TCP_MIN_HEADER, TcpHeader} from '../dissect/tcp-header.ts';
import {SegmentFlag, SegmentWord, Walk} from '../dissect/walk.ts';
import {classifyFirstPayload} from './first-payload.ts';
import {noteIcmpError, noteShortQuote} from './icmp-errors.ts';
import type {CaptureTables} from './tables/capture-tables.ts';
import {
	Analysis,
	PacketByte,
	type PacketChunk,
	PacketHalf,
	PacketWord,
	SCALE_NOT_KNOWN,
	TcpFlag,
	WIDE,
} from './tables/packet-table.ts';
import {SequenceAnalysis} from './tcp/sequence-analysis.ts';
import {COMPLETENESS_SHIFT, Direction, DirectionBit, StateBit, scaleOf, Word, withScale} from './tcp/stream-state.ts';
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
	/** How many of the reader's key logs were taken. */
	private secretsTaken = 0;
	/** Chunk of the row at hand, and the `Analysis` bits that the capture's record gives. */
	private chunk!: PacketChunk;
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
		this.sequences = new SequenceAnalysis(tables, this.tracker);
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
		if (this.fragments.givenUp > 0) this.tables.tellOfMemory(FRAGMENTS_GIVEN_UP);
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

	/** Writes what the record says of a row. A fresh row's record is zero. */
	private addFrame(reader: CaptureReader, row: number): void {
		const chunk = this.tables.packets.chunkFor(row);
		this.chunk = chunk;
		const {words, halves, bytes} = chunk;
		const at = row & 0xffff;
		const word = at * PacketWord.COUNT;
		const {fileOffset: offset, seconds, capturedLength} = reader;
		words[word + PacketWord.OFFSET] = offset | 0;
		if (offset > 0xffff_ffff) halves[at * PacketHalf.COUNT + PacketHalf.OFFSET_HIGH] = offset / 0x1_0000_0000;
		words[word + PacketWord.SECONDS] = seconds;
		words[word + PacketWord.NANOSECONDS] = reader.nanoseconds;
		words[word + PacketWord.CAPTURED_LENGTH] = capturedLength;
		const cut = reader.wireLength - capturedLength;
		if (cut !== 0)
			halves[at * PacketHalf.COUNT + PacketHalf.CUT] =
				cut > 0 && cut < WIDE ? cut : this.tables.packets.noteCut(row, cut);
		if (reader.interface !== 0)
			bytes[at * PacketByte.COUNT + PacketByte.INTERFACE] = this.tables.packets.noteInterface(row, reader.interface);
		this.frameBits = reader.hasTime ? 0 : Analysis.NO_TIMESTAMP;
		if (seconds > 0xffff_ffff || seconds < 0) this.noteFarTime(row, seconds);
		words[word + PacketWord.ANALYSIS] = this.frameBits;
	}

	private noteFarTime(row: number, seconds: number): void {
		this.tables.packets.noteSecondsHigh(row, Math.floor(seconds / 0x1_0000_0000));
		this.frameBits |= Analysis.FAR_TIME;
	}

	/** Writes that a frame has no TCP. */
	private addOther(row: number): void {
		const {words} = this.chunk;
		const word = (row & 0xffff) * PacketWord.COUNT;
		words[word + PacketWord.STREAM] = -1;
		words[word + PacketWord.PREVIOUS] = -1;
	}

	/** Analyses the n-th TCP header of the frame, in the order of spec/tcp-analysis.md 4. */
	private addSegment(row: number, n: number): void {
		const {walk, header, tracker, sequences} = this;
		const {segments} = walk;
		const segment = n * SegmentWord.COUNT;
		const at = segments[segment + SegmentWord.AT]!;
		const end = segments[segment + SegmentWord.END]!;
		const captureEnd = Math.min(segments[segment + SegmentWord.CAPTURE_END]!, end);
		const segmentFlags = segments[segment + SegmentWord.FLAGS]!;
		const bytes = walk.bufferCount === 1 ? walk.bytes : walk.layerBytes(segments[segment + SegmentWord.LAYER]!);
		header.readFixed(bytes, at);
		const {flags, headerLength} = header;
		const isPart = (segmentFlags & (SegmentFlag.QUOTED | SegmentFlag.FRAGMENT)) !== 0;
		const lengthKnown = !isPart && headerLength <= end - at;
		const length = lengthKnown ? end - at - headerLength : 0;

		tracker.locate(walk, n, header, row);
		const {words, record, forward} = tracker;
		this.completeness = (words[record + Word.BITS]! & StateBit.COMPLETENESS) >>> COMPLETENESS_SHIFT;
		this.scale = scaleOf(words[forward + Direction.BITS]!);
		if (words[forward + Direction.SACK] !== 0) sequences.clearSack();
		let labels = lengthKnown ? this.analyseSequence(length, row) : this.showRawNumbers();
		if (headerLength >= TCP_MIN_HEADER) {
			tracker.complete(header, length);
			this.noteOpening(row);
			header.readOptions(bytes, at, captureEnd);
			if (headerLength > TCP_MIN_HEADER) this.takeOptions();
			if ((flags & TcpFlag.SYN) !== 0) labels |= this.takeSyn(length);
		}

		let analysis = this.frameBits;
		if (tracker.fromB) analysis |= Analysis.FROM_B;
		if (walk.ipLayers === 1 && !walk.addressMoved) analysis |= Analysis.ONE_IP_LAYER;
		if (segmentFlags !== 0 || n > 0 || !lengthKnown || at + TCP_MIN_HEADER > captureEnd)
			analysis |= this.unusualBits(segmentFlags, n, lengthKnown, at + TCP_MIN_HEADER > captureEnd);
		const isHidden = headerLength < TCP_MIN_HEADER || header.optionsCut;
		analysis |= isHidden ? this.hideAnalysis(row, labels) : labels;

		this.writeSegment(row, segment, analysis, length);
		if (isPart && (segmentFlags & SegmentFlag.QUOTED) !== 0)
			noteIcmpError(this.tables, walk, segments[segment + SegmentWord.LAYER]!, tracker.stream, row);
		const payload = at + headerLength;
		if (payload >= captureEnd || isHidden || (flags & TcpFlag.RST) !== 0) return;
		const isClassified = (words[forward + Direction.BITS]! & DirectionBit.CLASSIFIED) !== 0;
		if (!isClassified && (segmentFlags & SegmentFlag.QUOTED) === 0) this.classify(bytes, payload, captureEnd);
		this.payloads.segment(header, bytes, payload, captureEnd, end, row, analysis, this.sequence);
	}

	/** Bits of a segment that is not simply one of a TCP connection, whole in its frame. */
	private unusualBits(segmentFlags: number, n: number, lengthKnown: boolean, isCut: boolean): number {
		let bits = lengthKnown ? 0 : Analysis.LENGTH_UNKNOWN;
		if ((segmentFlags & SegmentFlag.QUOTED) !== 0) bits |= Analysis.QUOTED;
		if ((segmentFlags & SegmentFlag.REASSEMBLED) !== 0) bits |= Analysis.REASSEMBLED;
		if (isCut) bits |= Analysis.NO_TIMES;
		if (n > 0) bits |= Analysis.EXTRA;
		return bits;
	}

	/** Notes what the sender's first payload looks like. */
	private classify(bytes: Uint8Array, from: number, to: number): void {
		const {tracker, tables} = this;
		const {stream, fromB, words, forward} = tracker;
		words[forward + Direction.BITS]! |= DirectionBit.CLASSIFIED;
		const chunk = tables.streams.chunks[stream >>> 13]!;
		(fromB ? chunk.firstPayloadB : chunk.firstPayloadA)[stream & 8191] = classifyFirstPayload(bytes, from, to);
	}

	/** Step 5: base numbers, the sequence analysis, and the numbers as they are shown; returns the labels. */
	private analyseSequence(length: number, row: number): number {
		const {header, tracker} = this;
		const {words, forward, reverse} = tracker;
		const {flags} = header;
		setBases(words, forward, reverse, header);
		this.sequence = (header.sequence - words[forward + Direction.BASE]!) | 0;
		const acknowledgment = header.acknowledgment;
		const isAck = (flags & TcpFlag.ACK) !== 0;
		this.acknowledgment = isAck ? (acknowledgment - words[reverse + Direction.BASE]!) | 0 : acknowledgment;
		return this.sequences.analyse(header, length, row, this.chunk.words, (row & 0xffff) * PacketWord.COUNT);
	}

	/** A segment of unknown length is not analysed: it has no labels. */
	private showRawNumbers(): number {
		this.sequence = this.header.sequence;
		this.acknowledgment = this.header.acknowledgment;
		return 0;
	}

	/** Wireshark shows nothing behind a header that is cut or malformed (spec 2.7, 2.8); returns the labels in front. */
	private hideAnalysis(row: number, labels: number): number {
		const {words} = this.chunk;
		const word = (row & 0xffff) * PacketWord.COUNT;
		words[word + PacketWord.ACKS_ROW] = 0;
		words[word + PacketWord.BYTES_IN_FLIGHT] = 0;
		words[word + PacketWord.PUSH_BYTES] = 0;
		if (this.header.headerLength < TCP_MIN_HEADER) return Analysis.SHORT_HEADER | Analysis.NO_TIMES;
		// They stand beside the acknowledgment and the cookie, in front of what is cut.
		return labels & Analysis.FAST_OPEN;
	}

	/** Steps 11 and 12: what the options leave behind. */
	private takeOptions(): void {
		const {header, tracker, sequences} = this;
		if (header.windowScale >= 0) setScale(tracker.words, tracker.forward, header.windowScale);
		if (header.sackBlocks > 0) sequences.keepSack(header);
		if (header.mptcpSubtypes !== 0) tracker.noteMptcp(header.mptcpSubtypes);
	}

	/** Step 13: what a SYN settles; returns the labels that it gives. */
	private takeSyn(length: number): number {
		const {header, tracker} = this;
		if (!header.optionsCut) settleScale(tracker.words, tracker.forward, tracker.reverse, header.flags);
		let labels = this.fastOpen(tracker.words, tracker.record, length);
		if (tracker.reusesPorts) labels |= Analysis.REUSED_PORTS | Analysis.SHOWN;
		if (tracker.repeatsSyn) labels |= Analysis.SHOWN;
		return labels;
	}

	/** Writes the record of a TCP packet, and counts it in its stream. */
	private writeSegment(row: number, segment: number, analysis: number, length: number): void {
		const {walk, header, tracker} = this;
		const {segments} = walk;
		const {words, halves, bytes} = this.chunk;
		let bits = analysis;
		if ((analysis & Analysis.SHOWN) !== 0 && (tracker.words[tracker.record + Word.BITS]! & StateBit.INITIAL_RTT) !== 0)
			bits |= Analysis.INITIAL_RTT;
		if (this.scale === -2) bits |= Analysis.NO_SCALING;
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
		halves[half + PacketHalf.PAYLOAD_LENGTH] = length < WIDE ? length : this.tables.packets.noteLength(row, length);
		halves[half + PacketHalf.FLAGS] = header.flags | ((this.scale < 0 ? SCALE_NOT_KNOWN : this.scale) << 12);
		halves[half + PacketHalf.WINDOW] = header.window;
		halves[half + PacketHalf.IP_ID] = segments[segment + SegmentWord.IP_ID]!;
		bytes[at * PacketByte.COUNT + PacketByte.TTL] = segments[segment + SegmentWord.TTL]!;
		bytes[at * PacketByte.COUNT + PacketByte.COMPLETENESS] = this.completeness;
		if ((bits & (Analysis.RETRANSMISSION | Analysis.DUPLICATE_ACK)) !== 0) this.noteDetails(row, bits);
		if ((bits & Analysis.QUOTED) === 0) tracker.count(header, length);
	}

	private noteDetails(row: number, bits: number): void {
		const {duplicateNumber, reference} = this.sequences;
		if ((bits & Analysis.DUPLICATE_ACK) !== 0 || reference > 0)
			this.tables.analysisDetails.append(row, duplicateNumber, reference);
	}

	/** Steps 8 and 9: the server's port, the SYN's time, and the initial round-trip time (spec 8.3). */
	private noteOpening(row: number): void {
		const {words, record, forward} = this.tracker;
		const {flags} = this.header;
		if ((flags & TcpFlag.SYN) !== 0) this.noteSyn(row);
		else if ((flags & TcpFlag.ACK) !== 0) {
			const known = words[record + Word.BITS]! & (StateBit.SYN_TIME | StateBit.INITIAL_RTT);
			if (known === StateBit.SYN_TIME) this.noteInitialRtt(row);
			words[forward + Direction.BITS]! &= ~DirectionBit.SYN_WINDOW;
		}
	}

	private noteSyn(row: number): void {
		const {words, record, forward} = this.tracker;
		const {flags, sourcePort, destinationPort} = this.header;
		const {packets} = this.tables;
		const isFirst = (flags & TcpFlag.ACK) === 0;
		words[record + Word.SERVER_PORT] = isFirst ? destinationPort : sourcePort;
		words[forward + Direction.BITS]! |= DirectionBit.SYN_WINDOW;
		if (!isFirst) return;
		words[record + Word.SYN_ROW] = row;
		if (packets.seconds(row) !== 0 || packets.nanoseconds(row) !== 0) words[record + Word.BITS]! |= StateBit.SYN_TIME;
	}

	private noteInitialRtt(row: number): void {
		const {words, record, stream} = this.tracker;
		const initialRtt = this.tables.packets.nanosecondsBetween(words[record + Word.SYN_ROW]!, row);
		this.tables.streams.setInitialRtt(stream, initialRtt);
		if (initialRtt !== 0) words[record + Word.BITS]! |= StateBit.INITIAL_RTT;
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

function setScale(words: Int32Array, direction: number, scale: number): void {
	words[direction + Direction.BITS] = withScale(words[direction + Direction.BITS]!, scale);
}

/** Spec 6.3. */
function settleScale(words: Int32Array, fwd: number, rev: number, flags: number): void {
	if (scaleOf(words[fwd + Direction.BITS]!) === -1) {
		setScale(words, fwd, -2);
		setScale(words, rev, -2);
	} else if ((flags & TcpFlag.ACK) !== 0 && scaleOf(words[rev + Direction.BITS]!) === -2) setScale(words, fwd, -2);
}
