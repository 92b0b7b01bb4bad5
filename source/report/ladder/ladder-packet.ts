import {Analysis, nextSequence, TcpFlag, TlsBits} from '../../analysis/tables/packet-table.ts';
import {hasDecryptedAlert} from '../../diagnosis/facts/tls-facts.ts';
import {ordinal} from '../../diagnosis/words/amounts.ts';
import {bytesText, durationText} from '../format.ts';
import type {Role, Span} from '../spans.ts';
import {httpFirstLine, withoutVersion} from './labels/http-label.ts';
import {recordsText} from './labels/tls-labels.ts';
import type {Ladder} from './ladder.ts';
import {relationsOf} from './relations/relations.ts';

/** What kind of arrow a packet is drawn as. */
export type ArrowKind = 'syn' | 'ack' | 'data' | 'fin' | 'reset' | 'alert' | 'icmp';

/** One packet of the ladder in words. */
export interface LadderPacket {
	readonly kind: ArrowKind;
	/** Direction of the arrow. */
	readonly toServer: boolean;
	readonly retransmitted: boolean;
	/** Stands on the arrow. */
	readonly label: string;
	/** In its place where there is no room for it: without the amount of data, which stands beside it, or HTTP's version. */
	readonly shortLabel?: string | undefined;
	/** As Wireshark shows them: tcp.seq, tcp.nxtseq, tcp.ack (undefined without the ACK flag) and tcp.len. */
	readonly sequence: number;
	readonly nextSequence: number;
	readonly acknowledgment: number | undefined;
	readonly length: number;
	/** The packet that this one answers or echoes, in words. */
	readonly link: string | undefined;
	/** Beside the arrow: what is remarkable about the packet. */
	readonly notes: readonly Note[];
}

/** A remark; its short form says what matters where there is no room for all of it. */
export interface Note extends Span {
	readonly short?: string | undefined;
}

/** The flags that a label names, in the order of Wireshark's info column. */
const FLAG_NAMES: readonly (readonly [number, string])[] = [
	[TcpFlag.FIN, 'FIN'],
	[TcpFlag.SYN, 'SYN'],
	[TcpFlag.RST, 'RST'],
	[TcpFlag.PSH, 'PSH'],
	[TcpFlag.ACK, 'ACK'],
	[TcpFlag.URG, 'URG'],
	[TcpFlag.ECE, 'ECE'],
	[TcpFlag.CWR, 'CWR'],
	[TcpFlag.AE, 'AE'],
];

/** What the analysis says of a packet; the first that says more silences the ones named behind it. */
const ANALYSIS_NOTES: readonly {readonly bit: number; readonly text: string; readonly role: Role}[] = [
	{bit: Analysis.SPURIOUS_RETRANSMISSION, text: 'spurious retransmission', role: 'retransmission'},
	{bit: Analysis.FAST_RETRANSMISSION, text: 'fast retransmission', role: 'retransmission'},
	{bit: Analysis.RETRANSMISSION, text: 'retransmission', role: 'retransmission'},
	{bit: Analysis.OUT_OF_ORDER, text: 'out of order', role: 'warning'},
	{bit: Analysis.LOST_SEGMENT, text: 'previous not captured', role: 'warning'},
	{bit: Analysis.ACK_LOST_SEGMENT, text: 'ACKs unseen segment', role: 'warning'},
	{bit: Analysis.REUSED_PORTS, text: 'ports used again', role: 'warning'},
	{bit: Analysis.ZERO_WINDOW, text: 'zero window', role: 'abnormal'},
	{bit: Analysis.WINDOW_FULL, text: 'fills the window', role: 'warning'},
	{bit: Analysis.ZERO_WINDOW_PROBE, text: 'zero-window probe', role: 'dim'},
	{bit: Analysis.ZERO_WINDOW_PROBE_ACK, text: 'answers a zero-window probe', role: 'dim'},
	{bit: Analysis.KEEP_ALIVE, text: 'keep-alive', role: 'dim'},
	{bit: Analysis.KEEP_ALIVE_ACK, text: 'answers a keep-alive', role: 'dim'},
	{bit: Analysis.WINDOW_UPDATE, text: 'window update', role: 'dim'},
];

/** Describes a packet of the ladder by its index in the stream. */
export function describePacket(ladder: Ladder, index: number): LadderPacket {
	const {packets} = ladder.tables;
	const row = ladder.rows[index]!;
	const flags = packets.flags(row);
	const analysis = packets.analysis(row);
	const length = packets.payloadLength(row);
	const quoted = (analysis & Analysis.QUOTED) !== 0;
	const sequence = packets.sequence(row);
	return {
		kind: quoted ? 'icmp' : arrowKind(flags, packets.tls(row), length),
		// The error travels back to the sender of the segment that it quotes.
		toServer: (ladder.sender(index) === 'client') !== quoted,
		retransmitted: (analysis & Analysis.RETRANSMITTED) !== 0,
		...(quoted ? {label: `ICMP error: ${flagsText(flags)}`} : labels(ladder, index, flags, length)),
		sequence,
		nextSequence: nextSequence(sequence, length, flags),
		acknowledgment: (flags & TcpFlag.ACK) !== 0 ? packets.acknowledgment(row) : undefined,
		length,
		link: linkText(ladder, index),
		notes: notes(ladder, index, row, flags, analysis),
	};
}

/** `SYN, ACK`; `no flags` for a packet without any. */
export function flagsText(flags: number): string {
	const names = FLAG_NAMES.filter(([bit]) => (flags & bit) !== 0).map(([, name]) => name);
	return names.length === 0 ? 'no flags' : names.join(', ');
}

function arrowKind(flags: number, tls: number, length: number): ArrowKind {
	if ((flags & TcpFlag.RST) !== 0) return 'reset';
	if ((flags & TcpFlag.SYN) !== 0) return 'syn';
	if ((tls & TlsBits.ALERT) !== 0) return 'alert';
	if ((flags & TcpFlag.FIN) !== 0) return 'fin';
	return length > 0 ? 'data' : 'ack';
}

/** Flags where they tell something, then what the segment carries. */
function labels(
	ladder: Ladder,
	index: number,
	flags: number,
	length: number,
): Pick<LadderPacket, 'label' | 'shortLabel'> {
	const telling = flags & ~(length > 0 ? TcpFlag.PSH : 0);
	const plain = telling === TcpFlag.ACK;
	if (length === 0) return {label: flagsText(telling)};
	const front = plain ? '' : `${flagsText(telling)} + `;
	const records = recordsText(ladder.tables, ladder.rows[index]!);
	const message = records !== '' ? records : httpFirstLine(ladder.payload(index));
	if (message !== undefined) return {label: front + message, shortLabel: front + withoutVersion(message)};
	return {label: `${front}data ${bytesText(length)}`, shortLabel: `${front}data`};
}

/** What is remarkable about a packet, the most telling first. */
function notes(ladder: Ladder, index: number, row: number, flags: number, analysis: number): Note[] {
	const {packets, streams} = ladder.tables;
	const found = analysisNotes(ladder, index, row, analysis);
	if ((analysis & Analysis.QUOTED) !== 0) return found;
	if (relationsOf(ladder).isOutsideWindow(index))
		found.push({text: 'outside the window: ignored by its receiver', role: 'warning'});
	found.push(...fingerprintNotes(ladder, index, row));
	if (hasDecryptedAlert(ladder.tables, row)) found.push({text: 'decrypted', role: 'dim'});
	if ((flags & TcpFlag.SYN) !== 0) {
		const rtt = streams.initialRtt(ladder.stream);
		if ((flags & TcpFlag.ACK) !== 0 && rtt > 0) found.push({text: `RTT ${durationText(rtt / 1e9)}`, role: 'dim'});
		found.push({text: `win ${packets.windowSize(row)}`, role: 'dim'});
	}
	return found;
}

function analysisNotes(ladder: Ladder, index: number, row: number, analysis: number): Note[] {
	const {analysisDetails} = ladder.tables;
	const found: Note[] = [];
	let retransmission = false;
	for (const {bit, text, role} of ANALYSIS_NOTES) {
		if ((analysis & bit) === 0 || (retransmission && bit === Analysis.RETRANSMISSION)) continue;
		const isRetransmission = (bit & Analysis.RETRANSMITTED) !== 0;
		found.push(isRetransmission ? {...retransmissionNote(ladder, index, text), role} : {text, role});
		if (isRetransmission) retransmission = true;
	}
	if ((analysis & Analysis.DUPLICATE_ACK) !== 0) {
		const detail = analysisDetails.find(row);
		found.push({
			text: detail < 0 ? 'dup ACK' : `dup ACK #${analysisDetails.number(detail)}`,
			role: 'warning',
		});
	}
	return found;
}

/** `retransmission (2nd try, first #1013)`; without the try where the first one is not in the capture. */
function retransmissionNote(ladder: Ladder, index: number, kind: string): Pick<Note, 'text' | 'short'> {
	const attempt = relationsOf(ladder).attempt(index);
	if (attempt === undefined) return {text: kind};
	const tries = `${ordinal(attempt.number)} try, first #${ladder.frame(attempt.first)}`;
	// Its arrow has the heads of a retransmission: the kind is told by those, unless it is a special one.
	return {text: `${kind} (${tries})`, short: kind === 'retransmission' ? tries : kind};
}

/** What a reset has to do with a packet before it. Where it may be forged, it only came behind that packet. */
function linkText(ladder: Ladder, index: number): string | undefined {
	const relations = relationsOf(ladder);
	const echo = relations.echoOf(index);
	if (echo >= 0) return `echo of #${ladder.frame(echo)}`;
	const provocation = relations.provocation(index);
	if (provocation === undefined) return undefined;
	return `${provocation.isAnswer ? 'answers' : 'after'} #${ladder.frame(provocation.index)}`;
}

/** TTL and IP identification where they leave what is usual for the packet's sender. */
function fingerprintNotes(ladder: Ladder, index: number, row: number): Span[] {
	const {packets} = ladder.tables;
	const found: Span[] = [];
	const ttl = packets.ttl(row);
	const baseline = ladder.baselineTtl(ladder.sender(index));
	if (baseline >= 0 && ttl !== baseline) found.push({text: `TTL ${ttl}, before ${baseline}`, role: 'warning'});
	const before = relationsOf(ladder).brokenIpIdCount(index);
	if (before >= 0) found.push({text: `IP-ID ${packets.ipId(row)}, before ${before}`, role: 'warning'});
	return found;
}
