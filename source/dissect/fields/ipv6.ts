import type {FieldDefinition} from '../field.ts';
import {
	bytes,
	ether,
	expert,
	flag,
	ipv4,
	ipv6,
	list,
	notDissected,
	option,
	pair,
	protocol,
	string,
	subProtocol,
	uint8,
	uint16,
	uint24,
	uint32,
	valueNames,
	YES_NO,
} from './define.ts';
import {DSCP_NAMES, ECN_NAMES} from './names/ip.ts';
import {IP_PROTOCOL_NAMES} from './names/ip-protocols.ts';
import {locationFields, reassemblyFields} from './shared.ts';

/** What can be read out of an address that a tunnel or a network card made. */
function derivedFields(end: 'src_' | 'dst_' | '', whose: string): FieldDefinition[] {
	const fields = [
		ipv4(`ipv6.${end}6to4_gw_ipv4`, `${whose}: gateway in a 6to4 address`),
		uint16(`ipv6.${end}6to4_sla_id`, `${whose}: subnet in a 6to4 address`),
		ipv4(`ipv6.${end}isatap_ipv4`, `${whose}: IPv4 address in an ISATAP address`),
		ether(`ipv6.${end}slaac_mac`, `${whose}: MAC address that the interface part was made of`),
		ipv4(`ipv6.${end}tc_ipv4`, `${whose}: client in a Teredo address`),
		uint16(`ipv6.${end}tc_port`, `${whose}: port of the client in a Teredo address`),
		ipv4(`ipv6.${end}ts_ipv4`, `${whose}: server in a Teredo address`),
	];
	const embedded = notDissected(
		ipv4(`ipv6.${end}embed_ipv4`, `${whose}: IPv4 address behind a prefix for translation`),
	);
	return end === '' ? [...fields, ...embedded].map(pair) : [...fields, ...embedded];
}

const NEXT_HEADER = {values: IP_PROTOCOL_NAMES};

/** What all extension headers begin with. */
const headerFields = (name: string, what: string): FieldDefinition[] => [
	subProtocol(`ipv6.${name}`, what),
	uint8(`ipv6.${name}.nxt`, `${what}: next header`, 'dec', NEXT_HEADER),
	uint8(`ipv6.${name}.len`, `${what}: length in units of 8 bytes, the first not counted`),
	uint16(`ipv6.${name}.len_oct`, `${what}: length in bytes`),
];

/** Routing types (IANA ipv6-parameters). */
const ROUTING_TYPES = valueNames({
	0: 'Source Route',
	1: 'Nimrod',
	2: 'Type 2 Routing',
	3: 'RPL Source Route',
	4: 'Segment Routing',
	5: 'Compact Routing Header 16',
	6: 'Compact Routing Header 32',
	253: 'Experiment 1',
	254: 'Experiment 2',
});

function routingFields(): FieldDefinition[] {
	return [
		...headerFields('routing', 'Routing header'),
		uint8('ipv6.routing.type', 'Routing header: type', 'dec', {values: ROUTING_TYPES}),
		uint8('ipv6.routing.segleft', 'Routing header: addresses that are still ahead'),
		option('ipv6.routing.type.rt0', 'Routing header: source route (type 0)'),
		bytes('ipv6.routing.src.reserved', 'Source route: reserved'),
		list(ipv6('ipv6.routing.src.addr', 'Source route: an address')),
		option('ipv6.routing.type.mipv6', 'Routing header: mobile node (type 2)'),
		bytes('ipv6.routing.mipv6.reserved', 'Mobile node: reserved'),
		ipv6('ipv6.routing.mipv6.home_address', 'Mobile node: home address'),
		option('ipv6.routing.type.srh', 'Routing header: segment routing (type 4)'),
		uint8('ipv6.routing.srh.last_entry', 'Segment routing: index of the last address'),
		uint8('ipv6.routing.srh.flags', 'Segment routing: flags', 'hex'),
		bytes('ipv6.routing.srh.tag', 'Segment routing: tag'),
		list(ipv6('ipv6.routing.srh.addr', 'Segment routing: an address')),
		bytes('ipv6.routing.unknown_data', 'Routing header: content of an unknown type'),
		...notDissected(
			option('ipv6.routing.type.crh', 'Routing header: compact (types 5 and 6)'),
			uint16('ipv6.routing.crh16.current_sid', 'Compact routing, 16 bits: segment in use'),
			list(uint16('ipv6.routing.crh16.sid', 'Compact routing, 16 bits: a segment')),
			uint32('ipv6.routing.crh32.current_sid', 'Compact routing, 32 bits: segment in use'),
			list(uint32('ipv6.routing.crh32.sid', 'Compact routing, 32 bits: a segment')),
			uint32('ipv6.routing.rpl.cmprI', 'RPL route: bytes left out of all addresses but the last'),
			uint32('ipv6.routing.rpl.cmprE', 'RPL route: bytes left out of the last address'),
			uint32('ipv6.routing.rpl.pad', 'RPL route: bytes of padding'),
			uint32('ipv6.routing.rpl.reserved', 'RPL route: reserved'),
			{...uint32('ipv6.routing.rpl.addr_count', 'RPL route: number of addresses'), type: 'FT_INT32'},
			bytes('ipv6.routing.rpl.address', 'RPL route: an address, shortened'),
			ipv6('ipv6.routing.rpl.full_address', 'RPL route: an address, in full'),
			expert('ipv6.routing.rpl.cmprI_cmprE_pad', 'RPL route: shortened by nothing, yet padded'),
			expert('ipv6.routing.rpl.addr_count_ge0', 'RPL route: number of addresses below zero'),
			expert('ipv6.routing.rpl.reserved_not0', 'RPL route: reserved bits are set'),
			expert('ipv6.routing.deprecated', 'Routing header: the type must not be used any more'),
			expert('ipv6.routing.invalid_length', 'Routing header: length wrong for its type'),
			expert('ipv6.routing.invalid_segleft', 'Routing header: more addresses ahead than it holds'),
			expert('ipv6.routing.undecoded', 'Routing header: its content is not read'),
			expert('ipv6.src_route_list.dst_addr', 'Source route: holds the destination'),
			expert('ipv6.src_route_list.src_addr', 'Source route: holds the source'),
			expert('ipv6.src_route_list.mult_inst_same_addr', 'Source route: holds an address twice'),
			expert('ipv6.src_route_list.multicast_addr', 'Source route: holds a multicast address'),
		),
	];
}

function fragmentFields(): FieldDefinition[] {
	return [
		subProtocol('ipv6.fraghdr', 'Fragment header'),
		uint8('ipv6.fraghdr.nxt', 'Fragment header: next header', 'dec', NEXT_HEADER),
		uint8('ipv6.fraghdr.reserved_octet', 'Fragment header: reserved byte', 'hex'),
		uint16('ipv6.fraghdr.offset', 'Fragment header: where the fragment belongs, in units of 8 bytes'),
		uint16('ipv6.fraghdr.reserved_bits', 'Fragment header: reserved bits'),
		flag('ipv6.fraghdr.more', 'Fragment header: more fragments follow', 16, YES_NO),
		uint32('ipv6.fraghdr.ident', 'Fragment header: identification', 'hex'),
	];
}

/** IP version 6 (RFC 8200) and its extension headers; the options are in ipv6-options.ts. */
export const ipv6Fields: readonly FieldDefinition[] = [
	protocol('ipv6', 'Internet Protocol version 6'),
	uint8('ipv6.version', 'Version'),
	uint32('ipv6.tclass', 'Traffic class', 'hex'),
	uint32('ipv6.tclass.dscp', 'Differentiated services code point', 'dec', {values: DSCP_NAMES}),
	uint32('ipv6.tclass.ecn', 'Explicit congestion notification', 'dec', {values: ECN_NAMES}),
	uint24('ipv6.flow', 'Flow label', 'hex'),
	uint16('ipv6.plen', 'Payload length, with extension headers, in bytes'),
	uint8('ipv6.nxt', 'Next header', 'dec', NEXT_HEADER),
	uint8('ipv6.hlim', 'Hop limit, routers that the packet may still pass'),
	ipv6('ipv6.src', 'Source address'),
	string('ipv6.src_host', 'Source, by name where there is one'),
	ipv6('ipv6.dst', 'Destination address'),
	string('ipv6.dst_host', 'Destination, by name where there is one'),
	pair(ipv6('ipv6.addr', 'Source or destination address')),
	pair(string('ipv6.host', 'Source or destination, by name where there is one')),
	...derivedFields('src_', 'Source'),
	...derivedFields('dst_', 'Destination'),
	...derivedFields('', 'Source or destination'),
	...headerFields('hopopts', 'Hop-by-hop options'),
	...headerFields('dstopts', 'Destination options'),
	...routingFields(),
	...fragmentFields(),
	...reassemblyFields('ipv6', 'fragment', 'reassembled.in'),
	...notDissected(
		bytes('ipv6.embed_ipv4_prefix', 'Prefix for translation'),
		bytes('ipv6.embed_ipv4_u', 'Byte that is zero in a prefix for translation'),
		bytes('ipv6.embed_ipv4_suffix', 'Rest of an address with an IPv4 address in it'),
		expert('ipv6.embed_ipv4.u.nonzero', 'The byte that should be zero in an embedded address is not'),
		expert('ipv6.bogus_ipv6_version', 'The version is not 6'),
		expert('ipv6.plen_zero', 'Payload length 0 without a jumbo option'),
		expert('ipv6.plen_exceeds_framing', 'The payload is longer than the frame'),
		expert('ipv6.hopopts.not_first', 'Hop-by-hop options do not come first'),
		expert('ipv6.invalid_header', 'An extension header where none may be'),
		expert('ipv6.dst_addr.not_multicast', 'The destination must not be a multicast address'),
	),
	...locationFields('ipv6'),
];
