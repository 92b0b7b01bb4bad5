import type {FieldDefinition, ValueNames} from '../field.ts';
import {
	bytes,
	CHECKSUM_STATUS,
	expert,
	flag,
	frameNumber,
	int32,
	notDissected,
	pair,
	protocol,
	relativeTime,
	SET_NOT_SET,
	string,
	uint8,
	uint16,
	uint24,
	uint32,
} from './define.ts';
import {reassemblyFields} from './shared.ts';

/** tcp.completeness: a sum of bits, shown with what they mean together (spec/tcp-analysis.md 7.4). */
const COMPLETENESS_NAMES: ValueNames = new Map(
	Array.from({length: 64}, (_, bits) => [bits, completenessName(bits)] as const),
);

function completenessName(bits: number): string {
	const named: Readonly<Record<number, string>> = {
		1: 'Incomplete, SYN_SENT',
		3: 'Incomplete, CLIENT_ESTABLISHED',
		7: 'Incomplete, ESTABLISHED',
		15: 'Incomplete, DATA',
	};
	const setUp = (bits & 7) === 7 && bits >= 16;
	if (setUp) return (bits & 8) !== 0 ? 'Complete, WITH_DATA' : 'Complete, NO_DATA';
	return named[bits] ?? 'Incomplete';
}

const controlBit = (name: string, description: string): FieldDefinition =>
	flag(`tcp.flags.${name}`, description, 12, SET_NOT_SET);

/** The header of TCP (RFC 9293 3.1) and what its place in the stream says. */
export const tcpFields: readonly FieldDefinition[] = [
	protocol('tcp', 'Transmission Control Protocol'),
	uint16('tcp.srcport', 'Source port'),
	uint16('tcp.dstport', 'Destination port'),
	pair(uint16('tcp.port', 'Source or destination port')),
	uint32('tcp.stream', 'Stream, the number of the connection in the capture, from 0'),
	uint8(
		'tcp.completeness',
		'Completeness, what was seen of the connection before this packet, as a sum of bits',
		'dec',
		{
			values: COMPLETENESS_NAMES,
			valuesInFilters: false,
		},
	),
	uint32('tcp.len', 'Payload length, in bytes'),
	uint32('tcp.seq', 'Sequence number, relative to the first of its direction'),
	uint32('tcp.seq_raw', 'Raw sequence number'),
	uint32('tcp.nxtseq', 'Next sequence number, relative'),
	uint32('tcp.ack', 'Acknowledgment number, relative to the first sequence number of the other direction'),
	uint32('tcp.ack_raw', 'Raw acknowledgment number'),
	uint8('tcp.hdr_len', 'Header length, with options, in bytes'),
	uint16('tcp.flags', 'Flags, the control bits', 'hex'),
	controlBit('res', 'Reserved bits'),
	controlBit('ae', 'AE, accurate ECN'),
	controlBit('cwr', 'CWR, the congestion window was reduced'),
	controlBit('ece', 'ECE, congestion was met'),
	controlBit('urg', 'URG, the urgent pointer is valid'),
	controlBit('ack', 'ACK, the acknowledgment number is valid'),
	controlBit('push', 'PSH, the receiver should hand the data on at once'),
	controlBit('reset', 'RST, the connection is reset'),
	controlBit('syn', 'SYN, sequence numbers are synchronised: the connection opens'),
	controlBit('fin', 'FIN, the sender has no more data'),
	string('tcp.flags.str', 'Flags as letters, a dot for each that is not set'),
	uint16('tcp.window_size_value', 'Window, as in the header'),
	uint32('tcp.window_size', 'Scaled window, in bytes'),
	int32('tcp.window_size_scalefactor', 'Window scale factor, -1 unknown, -2 not in use'),
	uint16('tcp.checksum', 'Checksum', 'hex'),
	uint8('tcp.checksum.status', 'Checksum status, the result of a check', 'none', {values: CHECKSUM_STATUS}),
	uint16('tcp.urgent_pointer', 'Urgent pointer'),
	bytes('tcp.options', 'Options'),
	relativeTime('tcp.time_relative', 'Time since the first packet of the connection'),
	relativeTime('tcp.time_delta', 'Time since the previous packet of the connection'),
	bytes('tcp.payload', 'Payload'),
	expert('tcp.connection.syn', 'Connection request'),
	expert('tcp.connection.synack', 'Connection accepted'),
	expert('tcp.connection.fin', 'Connection finish'),
	expert('tcp.connection.fin_active', 'Active close, the side that finishes first'),
	expert('tcp.connection.fin_passive', 'Passive close, the side that finishes second'),
	expert('tcp.connection.rst', 'Connection reset'),
	expert('tcp.ack.nonzero', 'An acknowledgment number without the ACK bit'),
	expert('tcp.urgent_pointer.non_zero', 'An urgent pointer without the URG bit'),
	...notDissected(
		uint8('tcp.flags.ace', 'Accurate ECN: counter in the three ECN bits'),
		uint16('tcp.checksum_calculated', 'Checksum that the segment should have', 'hex'),
		string('tcp.reset_cause', 'Text in the payload of a RST'),
		bytes('tcp.segment_data', 'Payload that belongs to a larger unit'),
		frameNumber('tcp.continuation_to', 'Frame of the unit that this payload continues'),
		frameNumber('tcp.fin_retransmission', 'Frame whose FIN is repeated'),
		uint32('tcp.pdu.size', 'Length of the unit that starts in this payload'),
		relativeTime('tcp.pdu.time', 'Time until that unit was complete'),
		frameNumber('tcp.pdu.last_frame', 'Frame in which that unit is complete'),
		...processFields('src', 'Source'),
		...processFields('dst', 'Destination'),
		uint8('tcp.syncookie.time', 'Linux SYN cookie: time'),
		uint8('tcp.syncookie.mss', 'Linux SYN cookie: index of the segment size'),
		uint24('tcp.syncookie.hash', 'Linux SYN cookie: hash', 'hex'),
		...notes(),
	),
	...reassemblyFields('tcp', 'segment', 'reassembled_in'),
];

/** The program at one end, where another protocol in the capture tells it. */
function processFields(end: 'src' | 'dst', whose: string): FieldDefinition[] {
	return [
		uint32(`tcp.proc.${end}uid`, `${whose}: number of the user`),
		uint32(`tcp.proc.${end}pid`, `${whose}: number of the process`),
		string(`tcp.proc.${end}uname`, `${whose}: name of the user`),
		string(`tcp.proc.${end}cmd`, `${whose}: name of the program`),
	];
}

function notes(): FieldDefinition[] {
	return [
		expert('tcp.checksum.ffff', 'Checksum 0xffff where 0 belongs'),
		expert('tcp.checksum_bad.expert', 'The checksum is wrong'),
		expert('tcp.bogus_header_length', 'The header is shorter than 20 bytes'),
		expert('tcp.short_segment', 'The header is longer than the segment'),
		expert('tcp.nop', 'Four NOPs in a row: an option may have been removed on the way'),
		expert('tcp.suboption_malformed', 'Part of an option cannot be read'),
	];
}
