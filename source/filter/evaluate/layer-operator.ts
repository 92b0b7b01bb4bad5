import type {ByteRange} from '../syntax/range.ts';

/** Does the layer operator `#` keep a layer, of so many that a field is in? Both count from 1. */
export function keepsLayer(layers: readonly ByteRange[], layer: number, highest: number): boolean {
	return layers.some(({start, length, negativeEnd}) => {
		if (negativeEnd) return false;
		const first = start < 0 ? highest + start + 1 : start;
		return layer >= first && (length === undefined || layer < first + length);
	});
}

/** Does it keep the fields of a packet that has one header of their protocol, as most packets have? */
export function keepsOnlyLayer(layers: readonly ByteRange[] | undefined): boolean {
	return layers === undefined || keepsLayer(layers, 1, 1);
}
