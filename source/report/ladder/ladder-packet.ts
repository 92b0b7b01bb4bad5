import {Analysis, nextSequence, TcpFlag, TlsBits} from '../../analysis/packet-table.ts';
import {RecordFlag} from '../../analysis/side-tables.ts';
import {ALERT_DESCRIPTION_NAMES, CONTENT_TYPE_NAMES, HANDSHAKE_TYPE_NAMES} from '../../dissect/fields/names/tls.ts';
import {bytesText, durationText} from '../format.ts';
import {sanitize} from '../sanitize.ts';
import type {Role, Span} from '../spans.ts';
import type {Ladder} from './ladder.ts';

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
	/** As Wireshark shows them: tcp.seq, tcp.nxtseq, tcp.ack (undefined without the ACK flag) and tcp.len. */
	readonly sequence: number;
	readonly nextSequence: number;
	readonly acknowledgment: number | undefined;
	readonly length: number;
	/** Beside the arrow: what is remarkable about the packet. */
	readonly notes: readonly Span[];
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

const RETRANSMITTED = Analysis.RETRANSMISSION | Analysis.FAST_RETRANSMISSION | Analysis.SPURIOUS_RETRANSMISSION;

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
		retransmitted: (analysis & RETRANSMITTED) !== 0,
		label: quoted ? `ICMP error: ${flagsText(flags)}` : label(ladder, row, flags, length),
		sequence,
		nextSequence: nextSequence(sequence, length, flags),
		acknowledgment: (flags & TcpFlag.ACK) !== 0 ? packets.acknowledgment(row) : undefined,
		length,
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
function label(ladder: Ladder, row: number, flags: number, length: number): string {
	const telling = flags & ~(length > 0 ? TcpFlag.PSH : 0);
	const plain = telling === TcpFlag.ACK;
	if (length === 0) return flagsText(telling);
	const records = recordsText(ladder, row);
	const carried = records === '' ? `data ${bytesText(length)}` : records;
	return plain ? carried : `${flagsText(telling)} + ${carried}`;
}

/** The TLS records that end in a packet: `Client Hello example.com, Change Cipher Spec`. */
function recordsText(ladder: Ladder, row: number): string {
	const {packets, tlsRecords} = ladder.tables;
	if ((packets.tls(row) & TlsBits.RECORDS) === 0) return '';
	const {from, to} = tlsRecords.rowsOf(row);
	const names: string[] = [];
	for (let record = from; record < to; record++) {
		const flags = tlsRecords.flags(record);
		const type = tlsRecords.contentType(record);
		let name = CONTENT_TYPE_NAMES.get(type) ?? `TLS record ${type}`;
		if ((flags & RecordFlag.SSL2) !== 0) name = 'SSLv2 record';
		else if (type === 22) name = handshakeText(ladder, row);
		else if (type === 21) name = alertText(ladder, record);
		if (names.at(-1) !== name) names.push(name);
	}
	return names.join(', ');
}

function alertText(ladder: Ladder, record: number): string {
	const {tlsRecords} = ladder.tables;
	if ((tlsRecords.flags(record) & RecordFlag.ENCRYPTED_ALERT) !== 0) return 'Encrypted Alert';
	const description = tlsRecords.alertDescription(record);
	return `Alert: ${ALERT_DESCRIPTION_NAMES.get(description) ?? `unknown (${description})`}`;
}

/** The handshake messages of a packet, or that they cannot be read. */
function handshakeText(ladder: Ladder, row: number): string {
	const {tlsHandshakes, names} = ladder.tables;
	const {from, to} = tlsHandshakes.rowsOf(row);
	if (from === to) return 'Encrypted Handshake';
	const texts: string[] = [];
	for (let message = from; message < to; message++) {
		const type = tlsHandshakes.type(message);
		const name = HANDSHAKE_TYPE_NAMES.get(type) ?? `Handshake ${type}`;
		const serverName = tlsHandshakes.serverName(message);
		const text = serverName < 0 ? name : `${name} ${sanitize(names[serverName]!)}`;
		if (!texts.includes(text)) texts.push(text);
	}
	return texts.join(', ');
}

function notes(ladder: Ladder, index: number, row: number, flags: number, analysis: number): Span[] {
	const {packets, streams, analysisDetails} = ladder.tables;
	const found: Span[] = [];
	let retransmission = false;
	for (const {bit, text, role} of ANALYSIS_NOTES) {
		if ((analysis & bit) === 0 || (retransmission && bit === Analysis.RETRANSMISSION)) continue;
		found.push({text, role});
		if ((bit & RETRANSMITTED) !== 0) retransmission = true;
	}
	if ((analysis & Analysis.DUPLICATE_ACK) !== 0) {
		const detail = analysisDetails.find(row);
		found.push({
			text: detail < 0 ? 'dup ACK' : `dup ACK #${analysisDetails.number(detail)}`,
			role: 'warning',
		});
	}
	if ((analysis & Analysis.QUOTED) !== 0) return found;
	const {ttl, baseline} = lifetime(ladder, index, row);
	if (ttl !== baseline) found.push({text: `TTL ${ttl}, before ${baseline}`, role: 'warning'});
	if ((flags & TcpFlag.SYN) !== 0) {
		const rtt = streams.initialRtt(ladder.stream);
		if ((flags & TcpFlag.ACK) !== 0 && rtt > 0) found.push({text: `RTT ${durationText(rtt / 1e9)}`, role: 'dim'});
		found.push({text: `win ${packets.windowSize(row)}`, role: 'dim'});
	}
	return found;
}

/** A packet's TTL or hop limit, and that of its sender's first packet: an injected packet often differs. */
function lifetime(ladder: Ladder, index: number, row: number): {ttl: number; baseline: number} {
	const {packets} = ladder.tables;
	const ttl = packets.ttl(row);
	const first = ladder.firstOf(ladder.sender(index));
	return {ttl, baseline: first < 0 ? ttl : packets.ttl(ladder.rows[first]!)};
}
