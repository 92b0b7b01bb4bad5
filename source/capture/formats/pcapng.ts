import type {ByteWindow} from '../bytes/byte-window.ts';
import {NO_LINK_TYPE} from '../link-types.ts';
import {exactTime, type InterfaceState, optionsFit, parseInterface, unitsPerSecond} from './pcapng-interface.ts';
import {MAX_RECORD_LENGTH, MAX_WIRE_LENGTH, maxCapturedLength, RecordReader} from './record-reader.ts';

/** Block types (draft-ietf-opsawg-pcapng, "Block Types"). */
const SECTION_HEADER = 0x0a0d_0d0a;
const INTERFACE_DESCRIPTION = 1;
const OBSOLETE_PACKET = 2;
const SIMPLE_PACKET = 3;
const NAME_RESOLUTION = 4;
const INTERFACE_STATISTICS = 5;
const ENHANCED_PACKET = 6;
const SYSTEMD_JOURNAL = 9;
const DECRYPTION_SECRETS = 10;
const CUSTOM = 0x0bad;
const CUSTOM_NOT_COPIED = 0x4000_0bad;

const BYTE_ORDER_MAGIC = 0x1a2b_3c4d;
/** Type, total length, and total length again behind the body. */
const BLOCK_OVERHEAD = 12;
/** Fixed parts of blocks, with the overhead. Shorter ones are damage. */
const MINIMUM_LENGTHS: ReadonlyMap<number, number> = new Map([
	[SECTION_HEADER, 28],
	[INTERFACE_DESCRIPTION, 20],
	[OBSOLETE_PACKET, 32],
	[SIMPLE_PACKET, 16],
	[NAME_RESOLUTION, 16],
	[INTERFACE_STATISTICS, 24],
	[ENHANCED_PACKET, 32],
	[SYSTEMD_JOURNAL, 36],
	[DECRYPTION_SECRETS, 20],
	[CUSTOM, 16],
	[CUSTOM_NOT_COPIED, 16],
]);

/** Bytes of padding and options that a packet may plausibly have: two options of the greatest length. */
const MAX_OPTIONS = 2 * 65_536;
/** Secrets type of TLS key logs, `TLSK` (draft-ietf-opsawg-pcapng, "Decryption Secrets Block"). */
const TLS_KEY_LOG = 0x544c_534b;
/** Secrets are kept in memory: no capture needs more than so many bytes of them. */
const MAX_SECRETS = 32 * 1024 * 1024;
/** Interfaces are kept in memory: a file that describes more than this is no capture of packets. */
const MAX_INTERFACES = 65_536;

/** Whether the bytes start with a Section Header Block in either byte order. */
export function isPcapng(head: Uint8Array): boolean {
	if (head.length < 12) return false;
	const view = new DataView(head.buffer, head.byteOffset);
	return view.getUint32(0) === SECTION_HEADER && sectionByteOrder(view, 0) !== undefined;
}

/** Version of the first Section Header Block, of which `head` has 16 bytes. */
export function pcapngVersion(head: Uint8Array): readonly [major: number, minor: number] {
	const view = new DataView(head.buffer, head.byteOffset);
	const little = sectionByteOrder(view, 0) === 'little';
	return [view.getUint16(12, little), view.getUint16(14, little)];
}

/** Versions 1.0 and, as some programs wrote by mistake for the same format, 1.2. */
export function isKnownVersion(major: number, minor: number): boolean {
	return major === 1 && (minor === 0 || minor === 2);
}

function sectionByteOrder(view: DataView, at: number): 'little' | 'big' | undefined {
	if (view.getUint32(at + 8, true) === BYTE_ORDER_MAGIC) return 'little';
	return view.getUint32(at + 8, false) === BYTE_ORDER_MAGIC ? 'big' : undefined;
}

/**
 * Reads pcapng: any number of sections, each in its own byte order, with any number of interfaces.
 *
 * Custom Blocks and systemd journal entries are delivered as packets of an interface without a link type: Wireshark
 * numbers them among the frames, and so must we.
 */
export class PcapngReader extends RecordReader {
	readonly format = 'pcapng';
	protected readonly headerLength = BLOCK_OVERHEAD;
	#little = true;
	#section = -1;
	/** Interfaces of this section, by their number in it. */
	#states: InterfaceState[] = [];
	/** Index of the interface without a link type, once one is needed. */
	#noInterface = -1;
	/** Byte order and interfaces as the blocks of a chain leave them. */
	#chainLittle = true;
	#chainInterfaces = 0;
	#secretsLength = 0;

	constructor(window: ByteWindow) {
		super(window);
		this.wanted = BLOCK_OVERHEAD;
	}

	next(): boolean {
		for (;;) {
			const start = this.position;
			if (this.end - start < BLOCK_OVERHEAD) {
				this.wanted = BLOCK_OVERHEAD;
				return false;
			}
			const type = this.view.getUint32(start, this.#little);
			if (type === SECTION_HEADER && !this.#setByteOrder(start)) return false;
			const total = this.#blockLength(start, type);
			if (total === 0) return false;
			const end = start + total - 4;
			let found = true;
			if (type === ENHANCED_PACKET) found = this.#packet(start, end, this.view.getUint32(start + 8, this.#little));
			else if (type === OBSOLETE_PACKET) found = this.#packet(start, end, this.view.getUint16(start + 8, this.#little));
			else if (type === SIMPLE_PACKET) found = this.#simplePacket(start, end);
			else if (type === CUSTOM || type === CUSTOM_NOT_COPIED) this.#opaque(start + 12, end);
			else if (type === SYSTEMD_JOURNAL) this.#opaque(start + 8, end);
			else {
				if (type === SECTION_HEADER) found = this.#sectionHeader(start, end);
				else if (type === INTERFACE_DESCRIPTION) found = this.#interfaceDescription(start, end);
				else if (type === DECRYPTION_SECRETS) this.#decryptionSecrets(start, end);
				if (!found) return false;
				this.position = start + total;
				continue;
			}
			if (found) this.position = start + total;
			return found;
		}
	}

	/**
	 * Total length of the block at `start`, raised to a multiple of 4, when the block is whole and its two lengths agree.
	 * 0 when it is not here yet or damaged.
	 */
	#blockLength(start: number, type: number): number {
		const view = this.view;
		const stated = view.getUint32(start + 4, this.#little);
		const minimum = type === ENHANCED_PACKET ? 32 : (MINIMUM_LENGTHS.get(type) ?? BLOCK_OVERHEAD);
		if (stated > MAX_RECORD_LENGTH || stated + 3 < minimum) {
			this.fail('damaged', `The capture is damaged: a block of type ${type} cannot be ${stated} bytes long.`);
			return 0;
		}
		const total = (stated + 3) & ~3;
		if (total > this.end - start) {
			this.wanted = total;
			return 0;
		}
		const repeated = view.getUint32(start + total - 4, this.#little);
		if (repeated !== stated && repeated + 3 - ((repeated + 3) % 4) !== total) {
			this.fail(
				'damaged',
				`The capture is damaged: a block says ${stated} bytes at its start and ${repeated} at its end.`,
			);
			return 0;
		}
		return total;
	}

	#setByteOrder(start: number): boolean {
		const order = sectionByteOrder(this.view, start);
		if (!order) return this.fail('damaged', 'The capture is damaged: a section header without its byte-order mark.');
		this.#little = order === 'little';
		return true;
	}

	#sectionHeader(start: number, end: number): boolean {
		const major = this.view.getUint16(start + 12, this.#little);
		const minor = this.view.getUint16(start + 14, this.#little);
		if (!isKnownVersion(major, minor))
			return this.fail('unsupported', `A section has pcapng version ${major}.${minor}, which is not known: 1.0 is.`);
		if (!optionsFit(this.view, start + 24, end, this.#little)) return this.#badOptions();
		this.#section++;
		this.#noInterface = -1;
		this.#states = [];
		return true;
	}

	#interfaceDescription(start: number, end: number): boolean {
		if (!optionsFit(this.view, start + 16, end, this.#little)) return this.#badOptions();
		const index = this.interfaces.length;
		if (index === MAX_INTERFACES)
			return this.fail('unsupported', `The file describes more than ${MAX_INTERFACES} interfaces.`);
		const place = {section: this.#section, number: this.#states.length};
		const {resolution, offset, ...described} = parseInterface(this.view, start + 8, end, this.#little, place);
		const units = unitsPerSecond(resolution);
		this.interfaces.push(described);
		this.#states.push({
			index,
			snapLength: described.snapLength,
			maxCaptured: maxCapturedLength(described.linkType),
			resolution,
			unitsPerSecond: units,
			nanosecondsPerUnit: units === 0 ? 0 : 1e9 / units,
			offset,
		});
		return true;
	}

	/** Takes a TLS key log out of its block. Other secrets, and blocks whose length is wrong, are left alone. */
	#decryptionSecrets(start: number, end: number): void {
		const data = start + 16;
		const length = this.view.getUint32(start + 12, this.#little);
		if (this.view.getUint32(start + 8, this.#little) !== TLS_KEY_LOG || length > end - data) return;
		const isFull = this.#secretsLength > MAX_SECRETS;
		this.#secretsLength += length;
		if (this.#secretsLength <= MAX_SECRETS) this.secrets.push(this.bytes.slice(data, data + length));
		else if (!isFull) {
			const message = `The file has more than ${MAX_SECRETS / 2 ** 20} MiB of decryption secrets: the rest is not used.`;
			this.problems.push({kind: 'skipped', offset: this.base + start, message});
		}
	}

	/** An Enhanced Packet Block, or the obsolete Packet Block that differs in its first word only. */
	#packet(start: number, end: number, number: number): boolean {
		const view = this.view;
		const little = this.#little;
		const state = this.#states[number];
		if (state === undefined)
			return this.fail('damaged', `The capture is damaged: a packet of interface ${number}, which is not described.`);
		const captured = view.getUint32(start + 20, little);
		const data = start + 28;
		if (captured > state.maxCaptured || captured > end - data)
			return this.fail('damaged', `The capture is damaged: a packet of ${captured} bytes in a block too small for it.`);
		const options = data + ((captured + 3) & ~3);
		if (end - options >= 4 && !optionsFit(view, options, end, little)) return this.#badOptions();
		const wire = view.getUint32(start + 24, little);
		this.#setTime(view.getUint32(start + 12, little), view.getUint32(start + 16, little), state);
		this.hasTime = true;
		this.interface = state.index;
		this.at = data;
		this.capturedLength = captured;
		this.wireLength = Math.min(wire, MAX_WIRE_LENGTH);
		return true;
	}

	/** A Simple Packet Block: of the first interface, without a time, cut to the interface's snap length. */
	#simplePacket(start: number, end: number): boolean {
		const state = this.#states[0];
		if (state === undefined) return this.fail('damaged', 'The capture is damaged: a packet before any interface.');
		const wire = this.view.getUint32(start + 8, this.#little);
		const captured = state.snapLength === 0 ? wire : Math.min(wire, state.snapLength);
		const data = start + 12;
		if (captured > state.maxCaptured || data + ((captured + 3) & ~3) !== end)
			return this.fail('damaged', `The capture is damaged: a packet of ${captured} bytes in a block of another size.`);
		this.#setNoTime();
		this.interface = state.index;
		this.at = data;
		this.capturedLength = captured;
		this.wireLength = Math.min(wire, MAX_WIRE_LENGTH);
		return true;
	}

	/** A block that is numbered as a frame and has nothing to dissect. */
	#opaque(data: number, end: number): void {
		if (this.#noInterface < 0)
			this.#noInterface =
				this.interfaces.push({linkType: NO_LINK_TYPE, snapLength: 0, section: this.#section, number: -1}) - 1;
		this.#setNoTime();
		this.interface = this.#noInterface;
		this.at = data;
		this.capturedLength = end - data;
		this.wireLength = end - data;
	}

	#setNoTime(): void {
		this.hasTime = false;
		this.seconds = 0;
		this.nanoseconds = 0;
	}

	/** Splits a 64-bit time stamp by long division, in steps that doubles do exactly. */
	#setTime(high: number, low: number, state: InterfaceState): void {
		const units = state.unitsPerSecond;
		if (units === 0) {
			const time = exactTime(high, low, state.resolution);
			this.seconds = time.seconds + state.offset;
			this.nanoseconds = time.nanoseconds;
			return;
		}
		const top = Math.floor(high / units);
		const middle = (high - top * units) * 65_536 + (low >>> 16);
		const middleQuotient = Math.floor(middle / units);
		const bottom = (middle - middleQuotient * units) * 65_536 + (low & 0xffff);
		const bottomQuotient = Math.floor(bottom / units);
		this.seconds = top * 4_294_967_296 + middleQuotient * 65_536 + bottomQuotient + state.offset;
		this.nanoseconds = Math.floor((bottom - bottomQuotient * units) * state.nanosecondsPerUnit);
	}

	#badOptions(): false {
		return this.fail('damaged', 'The capture is damaged: an option is longer than its block.');
	}

	protected beginChain(): void {
		this.#chainLittle = this.#little;
		this.#chainInterfaces = this.#states.length;
	}

	protected plausibleLength(position: number): number {
		const view = this.view;
		if (view.getUint32(position) === SECTION_HEADER) {
			const order = sectionByteOrder(view, position);
			if (order === undefined) return 0;
			this.#chainLittle = order === 'little';
			this.#chainInterfaces = 0;
		}
		const little = this.#chainLittle;
		const type = view.getUint32(position, little);
		const total = view.getUint32(position + 4, little);
		const minimum = MINIMUM_LENGTHS.get(type);
		if (minimum === undefined || total < minimum || total > MAX_RECORD_LENGTH || total % 4 !== 0) return 0;
		if (type === ENHANCED_PACKET && this.end - position >= 24) {
			if (view.getUint32(position + 8, little) >= this.#chainInterfaces) return 0;
			const rest = total - 32 - view.getUint32(position + 20, little);
			if (rest < 0 || rest > MAX_OPTIONS) return 0;
		}
		if (type === INTERFACE_DESCRIPTION) this.#chainInterfaces++;
		const repeated = position + total - 4;
		return repeated + 4 > this.end || view.getUint32(repeated, little) === total ? total : 0;
	}
}
