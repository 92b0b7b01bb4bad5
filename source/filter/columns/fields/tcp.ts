import type {CaptureTables} from '../../../analysis/tables/capture-tables.ts';
import {
	Analysis,
	nextSequence,
	PacketByte,
	type PacketChunk,
	PacketHalf,
	PacketWord,
	TcpFlag,
} from '../../../analysis/tables/packet-table.ts';
import {flagsText} from '../../../dissect/describe/tcp/tcp.ts';
import {BLOCK_LENGTH, type Block} from '../block.ts';
import {
	Answer,
	askWithoutTcp,
	type BlockReader,
	type BlockTest,
	byRow,
	type Column,
	type MakeColumn,
	plainTcp,
	when,
} from '../column.ts';

const RESERVED = 0xe00;

const FLAGS: Readonly<Record<string, number>> = {
	'tcp.flags.fin': TcpFlag.FIN,
	'tcp.flags.syn': TcpFlag.SYN,
	'tcp.flags.reset': TcpFlag.RST,
	'tcp.flags.push': TcpFlag.PSH,
	'tcp.flags.ack': TcpFlag.ACK,
	'tcp.flags.urg': TcpFlag.URG,
	'tcp.flags.ece': TcpFlag.ECE,
	'tcp.flags.cwr': TcpFlag.CWR,
	'tcp.flags.ae': TcpFlag.AE,
	'tcp.flags.res': RESERVED,
};

const LABELS: Readonly<Record<string, number>> = {
	'tcp.analysis': Analysis.SHOWN,
	'tcp.analysis.flags': Analysis.LABELS,
	// Fast and spurious retransmissions are retransmissions too (spec/tcp-analysis.md 10.5).
	'tcp.analysis.retransmission': Analysis.RETRANSMITTED,
	'tcp.analysis.fast_retransmission': Analysis.FAST_RETRANSMISSION,
	'tcp.analysis.spurious_retransmission': Analysis.SPURIOUS_RETRANSMISSION,
	'tcp.analysis.out_of_order': Analysis.OUT_OF_ORDER,
	'tcp.analysis.reused_ports': Analysis.REUSED_PORTS,
	'tcp.analysis.lost_segment': Analysis.LOST_SEGMENT,
	'tcp.analysis.ack_lost_segment': Analysis.ACK_LOST_SEGMENT,
	'tcp.analysis.window_update': Analysis.WINDOW_UPDATE,
	'tcp.analysis.window_full': Analysis.WINDOW_FULL,
	'tcp.analysis.keep_alive': Analysis.KEEP_ALIVE,
	'tcp.analysis.keep_alive_ack': Analysis.KEEP_ALIVE_ACK,
	'tcp.analysis.zero_window_probe': Analysis.ZERO_WINDOW_PROBE,
	'tcp.analysis.zero_window': Analysis.ZERO_WINDOW,
	'tcp.analysis.zero_window_probe_ack': Analysis.ZERO_WINDOW_PROBE_ACK,
	'tcp.analysis.duplicate_ack': Analysis.DUPLICATE_ACK,
	'tcp.analysis.tfo_syn': Analysis.TFO_SYN,
	'tcp.analysis.tfo_ack': Analysis.TFO_ACK,
	'tcp.analysis.tfo_ignored': Analysis.TFO_IGNORED,
};

const number = (...readers: readonly BlockReader[]): Column => ({kind: 'number', state: plainTcp, readers});

/** A number of the packets' records as it is: unsigned 32 bits, 16 bits or a byte. */
const word = (place: PacketWord): MakeColumn => record(({words}, at) => words[at * PacketWord.COUNT + place]! >>> 0);
const half = (place: PacketHalf): MakeColumn => record(({halves}, at) => halves[at * PacketHalf.COUNT + place]!);
const byte = (place: PacketByte): MakeColumn => record(({bytes}, at) => bytes[at * PacketByte.COUNT + place]!);

function record(read: (chunk: PacketChunk, at: number) => number): MakeColumn {
	return () =>
		number((block, values) => {
			for (let i = 0; i < block.count; i++) values[i] = read(block.chunk, block.at + i);
		});
}

const computed =
	(read: (tables: CaptureTables) => (row: number) => number): MakeColumn =>
	tables =>
		number(byRow(read(tables)));

/** The port of each row's sender, or of the other end. */
function port({streams}: CaptureTables, ofSender: boolean): BlockReader {
	return (block, values) => {
		for (let i = 0; i < block.count; i++) {
			const id = block.stream[i]!;
			if (id < 0) continue;
			const chunk = streams.chunks[id >>> 13]!;
			const fromB = (block.analysis[i]! & Analysis.FROM_B) !== 0;
			values[i] = (fromB === ofSender ? chunk.portB : chunk.portA)[id & 8191]!;
		}
	};
}

const ports =
	(...ofSender: readonly boolean[]): MakeColumn =>
	tables => ({
		kind: 'number',
		// Of a header of which fewer than 16 bytes were captured the ports are shown, but it has no row of its own.
		state: askWithoutTcp,
		readers: ofSender.map(sender => port(tables, sender)),
		...(ofSender.length === 2 ? {ofStream: stream => bothPorts(tables, stream)} : {}),
	});

function bothPorts({streams}: CaptureTables, stream: number): readonly number[] {
	return [streams.port(stream, 'client'), streams.port(stream, 'server')];
}

/** Writes, for each row of the block that is in a stream, an earlier row of it; -1 for none. */
type EarlierRows = (block: Block, rows: Int32Array) => void;

/** Nanoseconds since another row of the stream; 0 where there is none. */
const timeSince =
	(earlier: (tables: CaptureTables) => EarlierRows): MakeColumn =>
	tables => {
		const {packets} = tables;
		const rows = new Int32Array(BLOCK_LENGTH);
		const readRows = earlier(tables);
		const read: BlockReader = (block, values) => {
			readRows(block, rows);
			const {words} = block.chunk;
			for (let i = 0; i < block.count; i++) {
				const from = block.stream[i]! < 0 ? -1 : rows[i]!;
				if (from < 0) {
					values[i] = 0;
					continue;
				}
				const other = packets.chunks[from >>> packets.shift]!.words;
				const here = (block.at + i) * PacketWord.COUNT;
				const there = (from & packets.mask) * PacketWord.COUNT;
				if ((other[there + PacketWord.ANALYSIS]! & Analysis.FAR_TIME) !== 0) {
					values[i] = packets.nanosecondsBetween(from, block.first + i);
					continue;
				}
				const seconds = (words[here + PacketWord.SECONDS]! >>> 0) - (other[there + PacketWord.SECONDS]! >>> 0);
				values[i] = seconds * 1e9 + (words[here + PacketWord.NANOSECONDS]! - other[there + PacketWord.NANOSECONDS]!);
			}
		};
		return number(read);
	};

const firstRows =
	({streams}: CaptureTables): EarlierRows =>
	({stream, count}, rows) => {
		for (let i = 0; i < count; i++) {
			const id = stream[i]!;
			if (id >= 0) rows[i] = streams.chunks[id >>> streams.shift]!.firstRow[id & streams.mask]!;
		}
	};

const previousRows =
	(): EarlierRows =>
	({chunk: {words}, at, count}, rows) => {
		for (let i = 0; i < count; i++) rows[i] = words[(at + i) * PacketWord.COUNT + PacketWord.PREVIOUS]!;
	};

function flagColumn(bits: number): MakeColumn {
	const read: BlockReader = (block, values) => {
		const {halves} = block.chunk;
		for (let i = 0; i < block.count; i++)
			values[i] = (halves[(block.at + i) * PacketHalf.COUNT + PacketHalf.FLAGS]! & bits) === 0 ? 0 : 1;
	};
	return () => ({kind: 'number', state: plainTcp, readers: [read], flagBits: bits});
}

const flagsAsText: MakeColumn = ({packets}) => ({
	kind: 'text',
	state: plainTcp,
	readers: [byRow(row => packets.flags(row))],
	text: flagsText,
});

function labelColumn(bits: number): MakeColumn {
	const state: BlockTest = (block, answers) => {
		const {plain, analysis} = block;
		for (let i = 0; i < block.count; i++)
			answers[i] = plain[i] === Answer.YES && (analysis[i]! & bits) === 0 ? Answer.NO : plain[i]!;
	};
	return () => ({kind: 'label', state});
}

/** tcp.window_size_scalefactor: a multiplier, or -1 unknown, -2 not in use; not shown in a SYN. */
const scaleFactor: MakeColumn = ({packets}) => ({
	kind: 'number',
	state: when(plainTcp, row => (packets.flags(row) & TcpFlag.SYN) === 0),
	readers: [
		byRow(row => {
			const shift = packets.scaleShift(row);
			return shift < 0 ? shift : 2 ** shift;
		}),
	],
});

/** A number below tcp.analysis, for the rows that have one. */
const finding =
	(
		has: (tables: CaptureTables, row: number) => boolean,
		value: (tables: CaptureTables, row: number) => number,
	): MakeColumn =>
	tables => ({
		kind: 'number',
		state: when(plainTcp, row => (tables.packets.analysis(row) & Analysis.SHOWN) !== 0 && has(tables, row)),
		readers: [byRow(row => (has(tables, row) ? value(tables, row) : 0))],
	});

const ackRtt = ({packets}: CaptureTables, row: number): number => packets.nanosecondsBetween(packets.acksRow(row), row);
const acknowledges = ({packets}: CaptureTables, row: number): boolean => packets.acksRow(row) >= 0;

const bytesInFlight: MakeColumn = ({packets}) => ({
	kind: 'number',
	state: when(plainTcp, row => packets.bytesInFlight(row) !== 0),
	readers: [byRow(row => packets.bytesInFlight(row))],
});

/** Fields of TCP that the packet and stream tables hold. */
export const TCP_COLUMNS: Readonly<Record<string, MakeColumn>> = {
	tcp: () => ({kind: 'label', state: askWithoutTcp}),
	'tcp.stream': word(PacketWord.STREAM),
	'tcp.srcport': ports(true),
	'tcp.dstport': ports(false),
	'tcp.port': ports(true, false),
	'tcp.seq': word(PacketWord.SEQUENCE),
	'tcp.ack': word(PacketWord.ACKNOWLEDGMENT),
	'tcp.len': computed(
		({packets}) =>
			row =>
				packets.payloadLength(row),
	),
	'tcp.nxtseq': computed(
		({packets}) =>
			row =>
				nextSequence(packets.sequence(row), packets.payloadLength(row), packets.flags(row)),
	),
	'tcp.flags': computed(
		({packets}) =>
			row =>
				packets.flags(row),
	),
	'tcp.flags.str': flagsAsText,
	'tcp.window_size_value': half(PacketHalf.WINDOW),
	'tcp.window_size': computed(
		({packets}) =>
			row =>
				packets.windowSize(row),
	),
	'tcp.window_size_scalefactor': scaleFactor,
	'tcp.completeness': byte(PacketByte.COMPLETENESS),
	'tcp.time_relative': timeSince(firstRows),
	'tcp.time_delta': timeSince(previousRows),
	'tcp.analysis.bytes_in_flight': bytesInFlight,
	'tcp.analysis.push_bytes_sent': finding(
		({packets}, row) => packets.bytesInFlight(row) !== 0,
		({packets}, row) => packets.pushBytes(row),
	),
	'tcp.analysis.acks_frame': finding(acknowledges, ({packets}, row) => packets.frameNumber(packets.acksRow(row))),
	// Wireshark does not show a time of nothing.
	'tcp.analysis.ack_rtt': finding((tables, row) => acknowledges(tables, row) && ackRtt(tables, row) !== 0, ackRtt),
	'tcp.analysis.initial_rtt': finding(
		({packets}, row) => (packets.analysis(row) & Analysis.INITIAL_RTT) !== 0,
		({packets, streams}, row) => streams.initialRtt(packets.stream(row)),
	),
	...Object.fromEntries(Object.entries(FLAGS).map(([name, bits]) => [name, flagColumn(bits)])),
	...Object.fromEntries(Object.entries(LABELS).map(([name, bits]) => [name, labelColumn(bits)])),
};
