import {FILE_HEADER_LENGTH, parseClassicHeader} from '../formats/classic-pcap.ts';
import {MAX_RECORD_LENGTH} from '../formats/record-reader.ts';
import {CaptureError} from '../problem.ts';
import {type PacketSelection, readAll} from './packets.ts';

const MODIFIED_MAGIC = 0xa1b2_cd34;

/** Records of one classic capture, as they lie in it, behind its own file header. */
export function* copyClassic(selection: PacketSelection): Generator<Uint8Array> {
	const head = readAll(selection, 0, 0, FILE_HEADER_LENGTH);
	const headerLength = parseClassicHeader(head, 'The capture').magic === MODIFIED_MAGIC ? 24 : 16;
	yield head;
	for (const {offset, capturedLength} of selection.packets())
		yield readAll(selection, 0, offset - headerLength, headerLength + capturedLength);
}

const SECTION_HEADER = 0x0a0d_0d0a;
const BYTE_ORDER_MAGIC = 0x1a2b_3c4d;
/** Where the section length lies in a Section Header Block. */
const SECTION_LENGTH_AT = 16;
const BLOCK_OVERHEAD = 12;
/** Blocks that are numbered as frames: type → where the frame's bytes start in them. */
const DATA_AT: ReadonlyMap<number, number> = new Map([
	[2, 28],
	[3, 12],
	[6, 28],
	[9, 8],
	[0x0bad, 12],
	[0x4000_0bad, 12],
]);

/**
 * Blocks of one pcapng capture, as they lie in it: the packets that were selected, and all that is no packet, so that
 * interfaces, names, secrets, statistics and comments stay.
 */
export function* copyBlocks(selection: PacketSelection): Generator<Uint8Array> {
	const packets = selection.packets()[Symbol.iterator]();
	let wanted = packets.next();
	let little = true;
	for (let at = 0; ; ) {
		const head = selection.bytes.read(0, at, BLOCK_OVERHEAD);
		if (head.length < BLOCK_OVERHEAD) break;
		const view = new DataView(head.buffer, head.byteOffset);
		if (view.getUint32(0) === SECTION_HEADER) little = view.getUint32(8, true) === BYTE_ORDER_MAGIC;
		const total = (view.getUint32(4, little) + 3) & ~3;
		// The reader stopped at this damage.
		if (total < BLOCK_OVERHEAD || total > MAX_RECORD_LENGTH) break;
		const type = view.getUint32(0, little);
		const data = DATA_AT.get(type);
		const isWanted = data !== undefined && wanted.done !== true && wanted.value.offset === at + data;
		if (data === undefined || isWanted) {
			const block = selection.bytes.read(0, at, total);
			if (block.length < total) break;
			yield type === SECTION_HEADER && !selection.isAll ? withoutSectionLength(block) : block;
		}
		if (isWanted) wanted = packets.next();
		at += total;
	}
	if (wanted.done !== true)
		throw new CaptureError('Packets cannot be written: their bytes were not kept. Raise --spool-limit.');
}

/** The length of a section from which packets were taken away is not known: -1. */
function withoutSectionLength(block: Uint8Array): Uint8Array {
	const copy = block.slice();
	copy.fill(0xff, SECTION_LENGTH_AT, SECTION_LENGTH_AT + 8);
	return copy;
}
