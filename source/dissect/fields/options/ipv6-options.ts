import type {FieldDefinition} from '../../field.ts';
import {
	boolean,
	bytes,
	expert,
	flag,
	ipv6,
	label,
	list,
	notDissected,
	string,
	uint8,
	uint16,
	uint24,
	uint32,
	uint56,
	uint64,
	valueNames,
	YES_NO,
} from '../define.ts';
import {QUICK_START_FUNCTIONS, QUICK_START_RATES} from '../names/ip.ts';

/** Option types (IANA ipv6-parameters). */
const OPTION_NAMES = valueNames({
	0: 'Pad1',
	1: 'PadN',
	4: 'Tunnel Encapsulation Limit',
	5: 'Router Alert',
	7: 'CALIPSO',
	8: 'SMF_DPD',
	15: 'Performance and Diagnostic Metrics',
	30: 'Experimental (0x1E)',
	38: 'Quick-Start',
	48: 'Path MTU Option',
	49: 'IOAM Option',
	62: 'Experimental (0x3E)',
	65: 'Tunnel Payload Forwarding (TPF) Information',
	94: 'Experimental (0x5E)',
	99: 'RPL Option',
	109: 'MPL Option',
	126: 'Experimental (0x7E)',
	138: 'Endpoint Identification',
	139: 'ILNP Nonce',
	140: 'Line-Identification Option',
	158: 'Experimental (0x9E)',
	190: 'Experimental (0xBE)',
	194: 'Jumbo Payload',
	201: 'Home Address',
	222: 'Experimental (0xDE)',
	238: 'IP_DFF',
	254: 'Experimental (0xFE)',
});

/** What a node does that does not know the option (RFC 8200 4.2). */
const ACTION_NAMES = valueNames({
	0: 'Skip and continue',
	1: 'Discard',
	2: 'Discard and send ICMP Parameter Problem',
	3: 'Discard and send ICMP if not multicast',
});

/** Options of the hop-by-hop and destination options headers (RFC 8200 4.2 and later). */
export const ipv6OptionFields: readonly FieldDefinition[] = [
	list(label('ipv6.opt', 'One option')),
	list(uint8('ipv6.opt.type', 'Option: type', 'hex', {values: OPTION_NAMES})),
	uint8('ipv6.opt.type.action', 'Option type: what to do when it is unknown', 'dec', {values: ACTION_NAMES}),
	flag('ipv6.opt.type.change', 'Option type: may change on the way', 8, YES_NO),
	uint8('ipv6.opt.type.rest', 'Option type: the low five bits', 'hex'),
	list(uint8('ipv6.opt.length', 'Option: length of the content, in bytes')),
	label('ipv6.opt.pad1', 'One byte of padding'),
	bytes('ipv6.opt.padn', 'Padding'),
	uint16('ipv6.opt.router_alert', 'Router alert: why', 'dec', {
		values: valueNames({0: 'MLD', 1: 'RSVP', 2: 'Active Network'}),
	}),
	uint32('ipv6.opt.jumbo', 'Jumbo payload: length in bytes'),
	uint8('ipv6.opt.tel', 'Tunnel encapsulation limit'),
	ipv6('ipv6.opt.mipv6.home_address', 'Mobile node: home address'),
	bytes('ipv6.opt.experimental', 'Experimental option: content'),
	bytes('ipv6.opt.unknown', 'Unknown option: content'),
	...quickStart(),
	...pathOptions(),
	...notDissected(
		...securityAndLineOptions(),
		...meshOptions(),
		...tracing(),
		bytes('ipv6.opt_unknown_data', 'Bytes of an option that are not read'),
		expert('ipv6.opt.unknown_data.expert', 'Part of an option is not read'),
		expert('ipv6.opt.header_mismatch', 'The option does not belong in this header'),
		expert('ipv6.opt.invalid_len', 'The length of an option is wrong'),
		expert('ipv6.opt.deprecated', 'The option must not be used any more'),
		expert('ipv6.opt.jumbo.missing', 'Payload length 0 without a jumbo option'),
		expert('ipv6.opt.jumbo.prohibited', 'Jumbo option although the payload has a length'),
		expert('ipv6.opt.jumbo.truncated', 'Jumbo option for a payload below 65536 bytes'),
		expert('ipv6.opt.jumbo.fragment', 'Jumbo option together with a fragment header'),
	),
];

function quickStart(): FieldDefinition[] {
	return [
		uint8('ipv6.opt.qs_func', 'Quick-Start: function', 'dec', {values: QUICK_START_FUNCTIONS}),
		uint8('ipv6.opt.qs_rate', 'Quick-Start: rate', 'dec', {values: QUICK_START_RATES}),
		uint8('ipv6.opt.qs_ttl', 'Quick-Start: hop limit of its own'),
		uint8('ipv6.opt.qs_ttl_diff', 'Quick-Start: hop limit of the packet minus its own'),
		uint8('ipv6.opt.qs_unused', 'Quick-Start: byte without use'),
		uint32('ipv6.opt.qs_nonce', 'Quick-Start: nonce', 'hex'),
		uint32('ipv6.opt.qs_reserved', 'Quick-Start: reserved bits', 'hex'),
	];
}

/** Measuring the path: performance metrics (RFC 8250) and smallest MTU (RFC 9268). */
function pathOptions(): FieldDefinition[] {
	return [
		uint8('ipv6.opt.pdm.scale_dtlr', 'Metrics: scale of the time since the last packet received'),
		uint8('ipv6.opt.pdm.scale_dtls', 'Metrics: scale of the time since the last packet sent'),
		uint16('ipv6.opt.pdm.psn_this_pkt', 'Metrics: number of this packet'),
		uint16('ipv6.opt.pdm.psn_last_recv', 'Metrics: number of the last packet received'),
		uint16('ipv6.opt.pdm.delta_last_recv', 'Metrics: time since the last packet received, scaled'),
		uint16('ipv6.opt.pdm.delta_last_sent', 'Metrics: time since the last packet sent, scaled'),
		uint16('ipv6.opt.pmtu.min', 'Path MTU: smallest on the way so far'),
		uint16('ipv6.opt.pmtu.rtn', 'Path MTU: smallest on the way, told by the other end'),
		boolean('ipv6.opt.pmtu.r_flag', 'Path MTU: asks the other end to tell'),
	];
}

function securityAndLineOptions(): FieldDefinition[] {
	return [
		uint32('ipv6.opt.calipso.doi', 'CALIPSO label: domain of interpretation'),
		uint8('ipv6.opt.calipso.cmpt.length', 'CALIPSO label: length of the compartments, in words'),
		uint8('ipv6.opt.calipso.sens_level', 'CALIPSO label: sensitivity'),
		uint16('ipv6.opt.calipso.checksum', 'CALIPSO label: checksum', 'hex'),
		bytes('ipv6.opt.calipso.cmpt_bitmap', 'CALIPSO label: compartments'),
		bytes('ipv6.opt.ilnp_nonce', 'Identifier-locator: nonce'),
		uint8('ipv6.opt.lio.length', 'Line identification: length of the name'),
		string('ipv6.opt.lio.line_id', 'Line identification: name of the line'),
		uint32('ipv6.opt.tpf_information', 'Tunnel payload forwarding: information', 'hex'),
	];
}

/** Options of mesh networks: RPL, MPL, SMF duplicate detection, depth-first forwarding. */
function meshOptions(): FieldDefinition[] {
	return [
		uint8('ipv6.opt.rpl.flag', 'RPL: flags', 'hex'),
		flag('ipv6.opt.rpl.flag.o', 'RPL: goes down', 8),
		flag('ipv6.opt.rpl.flag.r', 'RPL: ranks disagree', 8),
		flag('ipv6.opt.rpl.flag.f', 'RPL: could not be forwarded', 8),
		uint8('ipv6.opt.rpl.flag.rsv', 'RPL: reserved bits', 'hex'),
		uint8('ipv6.opt.rpl.instance_id', 'RPL: instance', 'hex'),
		uint16('ipv6.opt.rpl.sender_rank', 'RPL: rank of the sender', 'hex'),
		uint8('ipv6.opt.mpl.flag', 'MPL: flags', 'hex'),
		uint8('ipv6.opt.mpl.flag.s', 'MPL: length of the seed', 'dec', {
			values: valueNames({
				0: '0',
				1: '16-bit unsigned integer',
				2: '64-bit unsigned integer',
				3: '128-bit unsigned integer',
			}),
		}),
		flag('ipv6.opt.mpl.flag.m', 'MPL: newest message of the seed', 8),
		flag('ipv6.opt.mpl.flag.v', 'MPL: version bit', 8),
		uint8('ipv6.opt.mpl.flag.rsv', 'MPL: reserved bits', 'hex'),
		uint8('ipv6.opt.mpl.sequence', 'MPL: sequence number', 'hex'),
		bytes('ipv6.opt.mpl.seed_id', 'MPL: seed'),
		expert('ipv6.opt.mpl.ipv6_src_seed_id', 'MPL: the source address is the seed'),
		flag('ipv6.opt.smf_dpd.hash_bit', 'Duplicate detection: by hash', 8),
		uint8('ipv6.opt.smf_dpd.tid_type', 'Duplicate detection: kind of the tagger', 'dec', {
			values: valueNames({0: 'NULL', 1: 'DEFAULT', 2: 'IPv4', 3: 'IPv6'}),
		}),
		uint8('ipv6.opt.smf_dpd.tid_len', 'Duplicate detection: length of the tagger, less one'),
		bytes('ipv6.opt.smf_dpd.tagger_id', 'Duplicate detection: tagger'),
		bytes('ipv6.opt.smf_dpd.ident', 'Duplicate detection: identification'),
		bytes('ipv6.opt.smf_dpd.hav', 'Duplicate detection: value that sets the hash apart'),
		uint8('ipv6.opt.dff.flags', 'Depth-first forwarding: flags', 'hex'),
		uint8('ipv6.opt.dff.flag.ver', 'Depth-first forwarding: version'),
		flag('ipv6.opt.dff.flag.dup', 'Depth-first forwarding: may be a duplicate', 8),
		flag('ipv6.opt.dff.flag.ret', 'Depth-first forwarding: sent back', 8),
		uint8('ipv6.opt.dff.flag.rsv', 'Depth-first forwarding: reserved bits', 'hex'),
		uint16('ipv6.opt.dff.sequence_number', 'Depth-first forwarding: sequence number', 'dec_hex'),
	];
}

/** In-situ tracing by routers (RFC 9197, RFC 9486). */
function tracing(): FieldDefinition[] {
	const trace = (name: string): string => `ipv6.opt.ioam.trace.${name}`;
	const node = (name: string): string => trace(`node.${name}`);
	return [
		uint8('ipv6.opt.ioam.rsv', 'In-situ tracing: reserved'),
		uint8('ipv6.opt.ioam.opt_type', 'In-situ tracing: kind', 'dec', {
			values: valueNames({
				0: 'Pre-allocated Trace',
				1: 'Incremental Trace',
				2: 'Proof of Transit',
				3: 'Edge to Edge',
			}),
		}),
		uint16(trace('ns'), 'Trace: name space'),
		uint8(trace('nodelen'), 'Trace: length of a router’s entry, in words'),
		uint16(trace('flags'), 'Trace: flags', 'hex'),
		flag(trace('flag.o'), 'Trace: no room was left', 16),
		flag(trace('flag.l'), 'Trace: to be sent back', 16),
		flag(trace('flag.a'), 'Trace: active measurement', 16),
		flag(trace('flag.rsv'), 'Trace: reserved flag', 16),
		uint8(trace('remlen'), 'Trace: room that is left, in words'),
		uint24(trace('type'), 'Trace: which data routers add', 'hex'),
		...Array.from({length: 12}, (_, bit) => flag(trace(`type.bit${bit}`), `Trace: data of bit ${bit}`, 24)),
		flag(trace('type.undef'), 'Trace: data without meaning yet', 24),
		flag(trace('type.bit22'), 'Trace: data of bit 22', 24),
		flag(trace('type.rsv'), 'Trace: reserved bit of the type', 24),
		uint8(trace('rsv'), 'Trace: reserved'),
		bytes(trace('free_space'), 'Trace: room for further routers'),
		uint8(node('hlim'), 'Router: hop limit'),
		uint24(node('id'), 'Router: number', 'hex'),
		uint16(node('iif'), 'Router: interface in', 'hex'),
		uint16(node('eif'), 'Router: interface out', 'hex'),
		uint32(node('tss'), 'Router: time, seconds', 'hex'),
		uint32(node('tsf'), 'Router: time, fraction', 'hex'),
		uint32(node('trdelay'), 'Router: delay', 'hex'),
		uint32(node('nsdata'), 'Router: data of the name space', 'hex'),
		uint32(node('qdepth'), 'Router: length of the queue', 'hex'),
		uint32(node('csum'), 'Router: checksum', 'hex'),
		uint56(node('id_wide'), 'Router: number, wide', 'hex'),
		uint32(node('iif_wide'), 'Router: interface in, wide', 'hex'),
		uint32(node('eif_wide'), 'Router: interface out, wide', 'hex'),
		uint64(node('nsdata_wide'), 'Router: data of the name space, wide', 'hex'),
		uint32(node('bufoccup'), 'Router: buffers in use', 'hex'),
		uint32(node('undefined'), 'Router: data without meaning yet', 'hex'),
		uint8(node('oss.len'), 'Router: length of its state, in words'),
		uint24(node('oss.scid'), 'Router: schema of its state', 'hex'),
		bytes(node('oss.data'), 'Router: its state'),
		expert(trace('invalid_nodelen'), 'Trace: length of the entries is wrong'),
		expert(trace('invalid_remlen'), 'Trace: room that is left is wrong'),
		expert(trace('invalid_type'), 'Trace: type is wrong'),
	];
}
