import type {CheckedOperand} from '../check/checked-tree.ts';
import {ByteText, SHORT} from '../pattern/byte-text.ts';
import type {PacketTest} from './general.ts';
import {keepsOnlyLayer} from './layer-operator.ts';
import {type SpanReader, spanReader} from './raw-fields.ts';

/** Looks for something in bytes, from `from` to before `to`. */
export interface Searcher {
	test(bytes: Uint8Array, from: number, to: number): boolean;
}

/** Looks for a few bytes; none are found nowhere. */
export class ByteSearch implements Searcher {
	private readonly text = new ByteText();
	private readonly needleText: string;

	constructor(private readonly needle: Uint8Array) {
		this.needleText = Buffer.from(needle).toString('latin1');
	}

	test(bytes: Uint8Array, from: number, to: number): boolean {
		if (to - from < this.needle.length) return false;
		if (to - from > SHORT) return this.text.of(bytes, from, to).includes(this.needleText);
		const last = to - this.needle.length;
		for (let at = from; at <= last; at++) if (this.standsAt(bytes, at)) return true;
		return false;
	}

	private standsAt(bytes: Uint8Array, at: number): boolean {
		const {needle} = this;
		for (let i = 0; i < needle.length; i++) if (bytes[at + i] !== needle[i]) return false;
		return true;
	}
}

/**
 * Searches the bytes of a field where they lie in the packet, if the field is no more than these; otherwise `thorough`
 * is asked, which is right for all packets.
 */
export function inPlace(operand: CheckedOperand, searcher: Searcher, thorough: PacketTest): PacketTest {
	if (operand.kind !== 'field') return thorough;
	const read: SpanReader | undefined = spanReader(operand.field.name);
	if (read === undefined) return thorough;
	const isKept = keepsOnlyLayer(operand.layers);
	return packet => {
		const span = packet.raw === undefined ? null : read(packet.row, packet.raw);
		if (span === null) return thorough(packet);
		return isKept && span !== undefined && searcher.test(span.bytes, span.from, span.to);
	};
}
