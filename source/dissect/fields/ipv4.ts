import type {FieldDefinition} from '../field.ts';
import {
	CHECKSUM_STATUS,
	expert,
	flag,
	ipv4,
	notDissected,
	pair,
	protocol,
	SET_NOT_SET,
	string,
	trueFalse,
	uint8,
	uint16,
	valueNames,
} from './define.ts';
import {DSCP_NAMES, ECN_NAMES} from './names/ip.ts';
import {IP_PROTOCOL_NAMES} from './names/ip-protocols.ts';
import {locationFields, reassemblyFields} from './shared.ts';

const LOW_NORMAL = trueFalse('Low', 'Normal');
const HIGH_NORMAL = trueFalse('High', 'Normal');
const PRECEDENCE_NAMES = valueNames({
	0: 'routine',
	1: 'priority',
	2: 'immediate',
	3: 'flash',
	4: 'flash override',
	5: 'CRITIC/ECP',
	6: 'internetwork control',
	7: 'network control',
});

/** IP version 4 (RFC 791); the options are in ipv4-options.ts. */
export const ipv4Fields: readonly FieldDefinition[] = [
	protocol('ip', 'Internet Protocol version 4'),
	uint8('ip.version', 'Version'),
	uint8('ip.hdr_len', 'Header length, in bytes'),
	uint8('ip.dsfield', 'Differentiated services byte', 'hex'),
	uint8('ip.dsfield.dscp', 'Differentiated services code point', 'dec', {values: DSCP_NAMES}),
	uint8('ip.dsfield.ecn', 'Explicit congestion notification', 'dec', {values: ECN_NAMES}),
	uint16('ip.len', 'Total length, of header and payload, in bytes'),
	uint16('ip.id', 'Identification, of the datagram', 'hex_dec'),
	uint8('ip.flags', 'Fragmentation flags', 'hex'),
	flag('ip.flags.rb', 'Reserved bit', 8, SET_NOT_SET),
	flag('ip.flags.df', "Don't fragment, asked of routers", 8, SET_NOT_SET),
	flag('ip.flags.mf', 'More fragments', 8, SET_NOT_SET),
	uint16('ip.frag_offset', 'Fragment offset, in units of 8 bytes'),
	uint8('ip.ttl', 'Time to live, routers that the packet may still pass'),
	uint8('ip.proto', 'Protocol, of the payload', 'dec', {values: IP_PROTOCOL_NAMES}),
	uint16('ip.checksum', 'Header checksum', 'hex'),
	uint8('ip.checksum.status', 'Checksum status, the result of a check', 'none', {values: CHECKSUM_STATUS}),
	ipv4('ip.src', 'Source address'),
	string('ip.src_host', 'Source, by name where there is one'),
	ipv4('ip.dst', 'Destination address'),
	string('ip.dst_host', 'Destination, by name where there is one'),
	pair(ipv4('ip.addr', 'Source or destination address')),
	pair(string('ip.host', 'Source or destination, by name where there is one')),
	...notDissected(
		uint16('ip.checksum_calculated', 'Checksum that the header should have', 'hex'),
		expert('ip.checksum_bad.expert', 'The header checksum is wrong'),
		flag('ip.flags.sf', 'The evil bit of an April Fools RFC', 8, trueFalse('Evil', 'Not evil')),
		expert('ip.evil_packet', 'The evil bit is set'),
		uint8('ip.tos', 'Type of service: the older reading of ip.dsfield'),
		uint8('ip.tos.precedence', 'Type of service: precedence', 'dec', {values: PRECEDENCE_NAMES}),
		flag('ip.tos.delay', 'Type of service: asks for a short delay', 8, LOW_NORMAL),
		flag('ip.tos.throughput', 'Type of service: asks for throughput', 8, HIGH_NORMAL),
		flag('ip.tos.reliability', 'Type of service: asks for reliability', 8, HIGH_NORMAL),
		flag('ip.tos.cost', 'Type of service: asks for low cost', 8, LOW_NORMAL),
		expert('ip.bogus_ip_version', 'The version is not 4'),
		expert('ip.bogus_header_length', 'The header is shorter than 20 bytes'),
		expert('ip.bogus_ip_length', 'The total length does not fit header or frame'),
		expert('ip.ttl.lncb', 'TTL other than 1 to a group that is never routed'),
		expert('ip.ttl.too_small', 'The TTL is about to run out'),
	),
	...reassemblyFields('ip', 'fragment', 'reassembled_in'),
	...locationFields('ip'),
];
