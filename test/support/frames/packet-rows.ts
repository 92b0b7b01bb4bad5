import {PacketByte, PacketHalf, type PacketTable, PacketWord} from '../../../source/analysis/tables/packet-table.ts';

/** Numbers of a packet's record, by the names of the packet table's accessors. */
export interface PacketRow {
	readonly seconds?: number;
	readonly nanoseconds?: number;
	readonly stream?: number;
	readonly previous?: number;
	readonly sequence?: number;
	readonly acknowledgment?: number;
	readonly analysis?: number;
	readonly capturedLength?: number;
	readonly payloadLength?: number;
	readonly flags?: number;
	readonly window?: number;
	readonly ipId?: number;
	readonly ttl?: number;
	readonly tls?: number;
}

const WORDS = {
	seconds: PacketWord.SECONDS,
	nanoseconds: PacketWord.NANOSECONDS,
	stream: PacketWord.STREAM,
	previous: PacketWord.PREVIOUS,
	sequence: PacketWord.SEQUENCE,
	acknowledgment: PacketWord.ACKNOWLEDGMENT,
	analysis: PacketWord.ANALYSIS,
	capturedLength: PacketWord.CAPTURED_LENGTH,
} as const;
const HALVES = {
	payloadLength: PacketHalf.PAYLOAD_LENGTH,
	flags: PacketHalf.FLAGS,
	window: PacketHalf.WINDOW,
	ipId: PacketHalf.IP_ID,
} as const;
const BYTES = {ttl: PacketByte.TTL, tls: PacketByte.TLS} as const;

/** Writes these numbers of a row, which the table need not have yet; the others stay as they are. */
export function writeRow(packets: PacketTable, row: number, numbers: PacketRow): void {
	const {words, halves, bytes} = packets.chunkFor(row);
	const at = row & packets.mask;
	for (const [name, place] of Object.entries(WORDS))
		words[at * PacketWord.COUNT + place] = numbers[name as keyof typeof WORDS] ?? words[at * PacketWord.COUNT + place]!;
	for (const [name, place] of Object.entries(HALVES))
		halves[at * PacketHalf.COUNT + place] =
			numbers[name as keyof typeof HALVES] ?? halves[at * PacketHalf.COUNT + place]!;
	for (const [name, place] of Object.entries(BYTES))
		bytes[at * PacketByte.COUNT + place] = numbers[name as keyof typeof BYTES] ?? bytes[at * PacketByte.COUNT + place]!;
}
