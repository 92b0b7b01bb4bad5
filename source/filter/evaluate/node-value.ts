import type {FieldNode, Layer} from '../../dissect/field.ts';
import {IpPrefix, ipv4Bytes, ProtocolBytes, utf8, type Value} from './values.ts';

/** The value that a layer has under its protocol's name. */
export function protocolValue(layer: Layer): Value {
	const {bytes, at, headerEnd, packetEnd} = layer;
	return new ProtocolBytes(bytes.subarray(at, headerEnd), bytes.subarray(at, packetEnd));
}

/** The value of a field of a dissected packet. */
export function nodeValue({field, value, at, length}: FieldNode, layer: Pick<Layer, 'bytes' | 'packetEnd'>): Value {
	switch (field.type) {
		case 'FT_IPv4':
			return new IpPrefix(ipv4Bytes(Number(value)), 32);
		case 'FT_IPv6':
			return new IpPrefix(value instanceof Uint8Array ? value : new Uint8Array(16), 128);
		case 'FT_PROTOCOL':
			return new ProtocolBytes(layer.bytes.subarray(at, at + length), layer.bytes.subarray(at, layer.packetEnd));
		case 'FT_BOOLEAN':
			return value === undefined || Number(value) === 0 ? 0 : 1;
		case 'FT_NONE':
			return 0;
		default:
			return typeof value === 'string' ? utf8(value) : (value ?? 0);
	}
}
