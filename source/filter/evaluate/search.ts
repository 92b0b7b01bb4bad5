import type {CheckedOperand} from '../check/checked-tree.ts';
import {ByteText} from '../pattern/byte-text.ts';
import type {PacketTest} from './general.ts';
import {type SpanReader, spanReader} from './raw-fields.ts';

/** Looks for something in bytes, from `from` to before `to`. */
export interface Searcher {
	test(bytes: Uint8Array, from: number, to: number): boolean;
}

/** Looks for a few bytes; none are found nowhere. */
export class ByteSearch implements Searcher {
	private readonly text = new ByteText();
	private readonly needle: string;

	constructor(needle: Uint8Array) {
		this.needle = Buffer.from(needle).toString('latin1');
	}

	test(bytes: Uint8Array, from: number, to: number): boolean {
		if (to - from < this.needle.length) return false;
		return this.text.of(bytes, from, to).includes(this.needle);
	}
}

/**
 * Searches the bytes of a field where they lie in the packet, if the field is no more than these; otherwise `thorough`
 * is asked, which is right for all packets.
 */
export function inPlace(operand: CheckedOperand, searcher: Searcher, thorough: PacketTest): PacketTest {
	if (operand.kind !== 'field' || operand.layers !== undefined) return thorough;
	const read: SpanReader | undefined = spanReader(operand.field.name);
	if (read === undefined) return thorough;
	return packet => {
		const span = packet.raw === undefined ? null : read(packet.row, packet.raw);
		if (span === null) return thorough(packet);
		return span !== undefined && searcher.test(span.bytes, span.from, span.to);
	};
}
