import type {TcpHeader} from '../../dissect/tcp-header.ts';
import type {CaptureTables} from '../tables/capture-tables.ts';
import {Analysis, TcpFlag, TlsBits} from '../tables/packet-table.ts';
import {StreamFlag} from '../tables/stream-table.ts';
import {STEP_SHIFT, StateBit, Word} from '../tcp/stream-state.ts';
import type {StreamTracker} from '../tcp/stream-tracker.ts';
import {ApplicationHints, isHttp, isTpkt, Step} from './application-hints.ts';
import {isOtherPort, isTlsPort} from './ports.ts';
import type {ReassemblyMemory} from './reassembly-memory.ts';
import {MAX_SPAN, PendingRecord, type RecordMap} from './record-store.ts';
import type {KeyLog} from './secrets/key-log.ts';
import type {RecordDecryptor} from './secrets/record-decryptor.ts';
import {Need, TlsDissector} from './tls-dissector.ts';
import {type TlsStream, TlsStreams} from './tls-stream.ts';

/** Values of a stream's TLS word: what its payload is taken for. */
const enum Choice {
	/** By port, or by what the next payload looks like. */
	OPEN = 0,
	/** Another protocol was recognised. */
	OTHER = -1,
	/** From 1 on: number of the TLS state, plus one; with `SETTLED` TLS was recognised and ports count no more. */
	SETTLED = 0x4000_0000,
}

/** Which payload is TLS, and its reassembly (spec/tcp-analysis.md 12, 13). */
export class PayloadAnalysis {
	private readonly dissector: TlsDissector;
	private readonly hints: ApplicationHints;
	private readonly tlsStreams: TlsStreams;
	private words: Int32Array = new Int32Array(0);
	private choiceAt = 0;

	private header!: TcpHeader;
	private bytes: Uint8Array = new Uint8Array(0);
	private row = 0;
	private analysis = 0;
	private record = 0;

	constructor(
		private readonly tables: CaptureTables,
		private readonly tracker: StreamTracker,
		keyLog: KeyLog,
		memory: ReassemblyMemory,
	) {
		this.tlsStreams = new TlsStreams(memory);
		this.dissector = new TlsDissector(tables, keyLog);
		this.hints = new ApplicationHints(tables, tracker);
	}

	/**
	 * Looks at the payload of the segment that the tracker has located.
	 *
	 * @param from first payload byte in `bytes`
	 * @param capturedEnd first index that was not captured, at most `reportedEnd`
	 * @param reportedEnd first index behind the payload as it was on the wire
	 * @param analysis the segment's `Analysis` bits
	 * @param sequence relative sequence number of the segment
	 */
	segment(
		header: TcpHeader,
		bytes: Uint8Array,
		from: number,
		capturedEnd: number,
		reportedEnd: number,
		row: number,
		analysis: number,
		sequence: number,
	): void {
		this.words = this.tracker.words;
		this.record = this.tracker.record;
		this.choiceAt = this.record + Word.TLS;
		this.header = header;
		this.bytes = bytes;
		this.row = row;
		this.analysis = analysis;
		if (this.words[this.choiceAt]! <= 0 && !this.mayBeTls(bytes, from, capturedEnd)) {
			this.lookAtOther(from, capturedEnd);
			return;
		}
		const canReassemble = (analysis & (Analysis.LENGTH_UNKNOWN | Analysis.QUOTED)) === 0 && capturedEnd === reportedEnd;
		if (!canReassemble) {
			this.offer(bytes, from, capturedEnd, reportedEnd, 0, false);
			return;
		}
		const start = (header.flags & TcpFlag.SYN) === 0 ? sequence : sequence + 1;
		this.reassemble(start >>> 0, from, reportedEnd);
	}

	/** Connections that were to be decrypted. */
	get decryptors(): RecordDecryptor[] {
		return this.tlsStreams.decryptors;
	}

	/** A quick look before any state is made: could TLS be what this stream's next payload is given to? */
	private mayBeTls(bytes: Uint8Array, from: number, to: number): boolean {
		const {sourcePort, destinationPort} = this.header;
		const step = this.step;
		if (step === Step.TLS) {
			this.state(Choice.SETTLED);
			return true;
		}
		if (step === Step.TUNNEL) {
			if (to - from >= 5 && looksLikeTls(bytes, from, to)) this.state(Choice.SETTLED);
			return this.words[this.choiceAt]! > 0;
		}
		if (this.words[this.choiceAt] === Choice.OTHER) return false;
		const serverPort = this.words[this.record + Word.SERVER_PORT]!;
		if (isTlsPort(serverPort) || isTlsPort(sourcePort) || isTlsPort(destinationPort)) return true;
		return to - from >= 5 && looksLikeTls(bytes, from, to);
	}

	private get step(): Step {
		return (this.words[this.record + Word.BITS]! & StateBit.STEP) >>> STEP_SHIFT;
	}

	/** Payload of another protocol: it may say that TLS comes next. */
	private lookAtOther(from: number, to: number): void {
		const {words, bytes, header, record} = this;
		const SKIPPED = Analysis.KEEP_ALIVE | Analysis.OUT_OF_ORDER | Analysis.QUOTED;
		if ((this.analysis & SKIPPED) !== 0 || isPlainRetransmission(this.analysis)) return;
		if (
			words[this.choiceAt] === Choice.OPEN &&
			!this.isOwned() &&
			(isHttp(bytes, from, to) || isTpkt(header, bytes, from, to))
		)
			words[this.choiceAt] = Choice.OTHER;
		const step = this.hints.look(this.step, header, bytes, from, to, words[this.choiceAt] === Choice.OTHER);
		words[record + Word.BITS] = (words[record + Word.BITS]! & ~StateBit.STEP) | (step << STEP_SHIFT);
	}

	/** One of the ports belongs to a protocol that is not TLS. */
	private isOwned(): boolean {
		const {sourcePort, destinationPort} = this.header;
		return (
			isOtherPort(this.words[this.record + Word.SERVER_PORT]!) ||
			isOtherPort(sourcePort) ||
			isOtherPort(destinationPort)
		);
	}

	/** Spec 13.2 to 13.7. */
	private reassemble(firstSequence: number, from: number, to: number): void {
		const {bytes, row, analysis} = this;
		const next = firstSequence + (to - from);
		let sequence = firstSequence;
		let at = from;
		for (;;) {
			const records = this.records();
			let record = records?.at(sequence);
			if (record !== undefined && next <= record.end && record.lastRow !== row) return;
			if ((analysis & Analysis.SPURIOUS_RETRANSMISSION) !== 0 || isPlainRetransmission(analysis)) return;
			record ??= records?.before(sequence);

			let follow = 0;
			if (record !== undefined && ((record.start - sequence) | 0) <= 0 && ((sequence - record.end) | 0) < 0) {
				record.lastRow = row;
				const length = record.whole ? next - sequence : Math.min(next - sequence, record.end - sequence);
				const more = ((next - record.end) | 0) < 0;
				if (!records!.add(record, sequence - record.start, bytes, at, length, more)) return;
				if (record.complete && record.whole) {
					record.whole = false;
					record.end = Math.max(record.end, next);
				}
				if (record.end < next && record.end >= sequence && length > 0) follow = record.end - sequence;
				if (record.complete) {
					const place = (record.start - firstSequence) | 0;
					const need = this.offer(record.content, 0, record.content.length, record.length, place, true);
					if (need === Need.ABORTED) return;
					if (need !== Need.NOTHING) {
						this.goOn(record, need, sequence, length, next);
						sequence += length;
						at += length;
						if (at >= to) return;
						continue;
					}
					records!.release(record);
				}
			} else {
				const lost = this.tlsState()?.lostAt(this.tracker.fromB, sequence) ?? 0;
				if (lost > 0) {
					sequence += lost;
					at += lost;
					if (at >= to) return;
					continue;
				}
				const need = this.offer(bytes, at, to, to, at - from, true);
				if (need === Need.BYTES || need === Need.ONE_MORE_SEGMENT) this.waitFor(need, sequence, at, to, next);
				return;
			}
			if (follow === 0) return;
			sequence += follow;
			at += follow;
		}
	}

	/** The dissector wants more than the segment holds: a new pending record begins (spec 13.4). */
	private waitFor(need: Need, sequence: number, at: number, to: number, next: number): void {
		const {offset, missing} = this.dissector;
		const start = sequence + offset;
		if (next - start > MAX_SPAN) return;
		const oneMore = need === Need.ONE_MORE_SEGMENT;
		const keep = oneMore || this.bytes[at + offset] !== 23 || this.tlsState()?.decryptor?.isActive === true;
		const record = new PendingRecord(start, oneMore ? next + 1 : next + missing, this.row, keep);
		record.whole = oneMore;
		record.add(0, this.bytes, at + offset, to - at - offset, true);
		this.tlsState()?.recordsMade(this.tracker.fromB).put(record);
	}

	/** More is wanted after some of an assembled record was consumed (spec 13.6). */
	private goOn(record: PendingRecord, need: Need, sequence: number, length: number, next: number): void {
		const {offset, missing} = this.dissector;
		let current = record;
		if (offset === 0 || record.start + offset <= sequence) record.reopen();
		else {
			const content = record.content;
			current = new PendingRecord(record.start + offset, record.end, this.row, true);
			current.add(0, content, offset, content.length - offset, true);
			record.cutAt(offset);
			this.tlsState()?.recordsMade(this.tracker.fromB).put(current);
		}
		if (need === Need.ONE_MORE_SEGMENT) {
			current.end = Math.max(next, current.end) + 1;
			current.whole = true;
		} else if (sequence + length >= current.end) current.end = sequence + length + missing;
		else current.end += missing;
	}

	/** Hands bytes to the protocol of the stream (spec 12.3, 12.4). */
	private offer(
		bytes: Uint8Array,
		from: number,
		capturedEnd: number,
		reportedEnd: number,
		place: number,
		canAsk: boolean,
	): Need {
		if ((this.analysis & Analysis.KEEP_ALIVE) !== 0) return Need.NOTHING;
		if ((this.analysis & Analysis.OUT_OF_ORDER) !== 0 || isPlainRetransmission(this.analysis)) return Need.NOTHING;
		const tls = this.choose(bytes, from, capturedEnd);
		if (tls === undefined) return Need.NOTHING;
		const {stream, fromB} = this.tracker;
		this.tables.packets.addTls(this.row, TlsBits.DISSECTED);
		this.dissector.begin(tls, stream, this.row, fromB, this.header.sourcePort);
		return this.dissector.run(bytes, from, capturedEnd, reportedEnd, place, canAsk);
	}

	/** The TLS state to use for a piece of payload; undefined if another protocol gets it. */
	private choose(bytes: Uint8Array, from: number, to: number): TlsStream | undefined {
		const choice = this.words[this.choiceAt]!;
		if (choice === Choice.OTHER) return undefined;
		const refuses = to - from > 4 && isPrintable(bytes, from);
		if ((choice & Choice.SETTLED) !== 0 && !refuses) return this.tlsStreams.at((choice & ~Choice.SETTLED) - 1);
		const {sourcePort, destinationPort} = this.header;
		const low = Math.min(sourcePort, destinationPort);
		const high = Math.max(sourcePort, destinationPort);
		for (const port of [this.words[this.record + Word.SERVER_PORT]!, low, high]) {
			if (isTlsPort(port)) {
				if (!refuses) return this.state(0);
			} else if (isOtherPort(port)) return undefined;
		}
		if (to - from >= 5 && looksLikeTls(bytes, from, to)) return this.state(Choice.SETTLED);
		this.lookAtOther(from, to);
		return undefined;
	}

	/** The stream's TLS state, made if need be. */
	private state(settled: number): TlsStream {
		const choice = this.words[this.choiceAt]!;
		let number = choice & ~Choice.SETTLED;
		if (choice <= 0) {
			number = this.tlsStreams.add() + 1;
			const {stream} = this.tracker;
			this.tables.streams.chunks[stream >>> 13]!.flags[stream & 8191]! |= StreamFlag.TLS;
		}
		this.words[this.choiceAt] = number | settled | (choice > 0 ? choice & Choice.SETTLED : 0);
		return this.tlsStreams.at(number - 1);
	}

	/** The stream's TLS state; undefined before there is one. */
	private tlsState(): TlsStream | undefined {
		const choice = this.words[this.choiceAt]!;
		return choice <= 0 ? undefined : this.tlsStreams.at((choice & ~Choice.SETTLED) - 1);
	}

	/** Those of the sender's records that span segments. */
	private records(): RecordMap | undefined {
		return this.tlsState()?.records(this.tracker.fromB);
	}
}

function isPlainRetransmission(analysis: number): boolean {
	return (analysis & Analysis.RETRANSMITTED) === Analysis.RETRANSMISSION;
}

/** Spec 14.2: the heuristic for payload that nobody claims. */
function looksLikeTls(bytes: Uint8Array, from: number, to: number): boolean {
	const first = bytes[from]!;
	if (first === 22 || first === 23) {
		const version = (bytes[from + 1]! << 8) | bytes[from + 2]!;
		const length = (bytes[from + 3]! << 8) | bytes[from + 4]!;
		return ((version >= 0x0300 && version <= 0x0303) || version === 0x0101) && length > 0 && length < 18_432;
	}
	if (first !== 0x80 || to - from < 46 || bytes[from + 2] !== 1) return false;
	const ciphers = (bytes[from + 5]! << 8) | bytes[from + 6]!;
	const session = (bytes[from + 7]! << 8) | bytes[from + 8]!;
	const challenge = (bytes[from + 9]! << 8) | bytes[from + 10]!;
	return ciphers > 0 && ciphers % 3 === 0 && (session === 0 || session === 16) && challenge === 32;
}

/** Spec 14.4: four printable ASCII characters are not the start of a record. */
function isPrintable(bytes: Uint8Array, from: number): boolean {
	for (let i = from; i < from + 4; i++) if (bytes[i]! < 0x20 || bytes[i]! > 0x7e) return false;
	return true;
}
