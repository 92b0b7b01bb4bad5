import type {FieldDefinition} from '../field.ts';
import {
	bytes,
	CHECKSUM_STATUS,
	ether,
	expert,
	flag,
	notDissected,
	pair,
	protocol,
	string,
	trueFalse,
	uint8,
	uint16,
	uint24,
	uint32,
} from './define.ts';
import {ETHERTYPE_NAMES} from './names/ethertypes.ts';

const GROUP = trueFalse('Group address (multicast/broadcast)', 'Individual address (unicast)');
const LOCAL = trueFalse(
	'Locally administered address (this is NOT the factory default)',
	'Globally unique address (factory default)',
);

/** Fields of one address, or of both under one name. */
function addressFields(prefix: string, whose: string): FieldDefinition[] {
	return [
		ether(prefix, `${whose} address`),
		string(`${prefix}_resolved`, `${whose} address, by name where there is one`),
		uint24(`${prefix}.oui`, `${whose} address: the half that names the vendor`),
		string(`${prefix}.oui_resolved`, `${whose} address: name of the vendor`),
	].map(field => (field.name.endsWith('.oui_resolved') ? {...field, dissected: false} : field));
}

/** Ethernet (IEEE 802.3). */
export const ethernetFields: readonly FieldDefinition[] = [
	protocol('eth', 'Ethernet'),
	...addressFields('eth.dst', 'Destination'),
	flag('eth.dst.lg', 'Destination address: assigned', 24, LOCAL),
	flag('eth.dst.ig', 'Destination address: reach', 24, GROUP),
	...addressFields('eth.src', 'Source'),
	flag('eth.src.lg', 'Source address: assigned', 24, LOCAL),
	flag('eth.src.ig', 'Source address: reach', 24, GROUP),
	...addressFields('eth.addr', 'Source or destination').map(pair),
	pair(flag('eth.lg', 'Source or destination address: assigned', 24, LOCAL)),
	pair(flag('eth.ig', 'Source or destination address: reach', 24, GROUP)),
	uint16('eth.type', 'Type, of the payload (EtherType)', 'hex', {values: ETHERTYPE_NAMES}),
	uint16('eth.len', 'Length, of the payload of an 802.3 frame'),
	bytes('eth.padding', 'Zeros up to the shortest frame'),
	bytes('eth.trailer', 'Bytes behind the payload'),
	uint32('eth.fcs', 'Frame check sequence', 'hex'),
	uint8('eth.fcs.status', 'Check sequence status, the result of a check', 'none', {values: CHECKSUM_STATUS}),
	...notDissected(
		uint16('eth.invalid_lentype', 'Neither a length nor a type', 'hex_dec'),
		expert('eth.invalid_lentype.expert', 'The type field is neither a length nor a type'),
		expert('eth.len.past_end', 'The length reaches past the end of the frame'),
		expert('eth.fcs_bad', 'The frame check sequence is wrong'),
		expert('eth.padding_bad', 'The padding is not zero'),
		expert('eth.src_not_group', 'The source is a group address'),
	),
];
