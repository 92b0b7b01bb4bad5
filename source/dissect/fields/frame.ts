import type {FieldDefinition} from '../field.ts';
import {
	absoluteTime,
	boolean,
	bytes,
	expert,
	flag,
	int8,
	int16,
	int64,
	label,
	list,
	notDissected,
	protocol,
	relativeTime,
	SET_NOT_SET,
	string,
	trueFalse,
	uint16,
	uint32,
	uint64,
	valueNames,
} from './define.ts';
import {ENCAPSULATION_NAMES} from './names/encapsulations.ts';

const packetFlag = (name: string, description: string): FieldDefinition =>
	flag(`frame.packet_flags_${name}`, description, 32, SET_NOT_SET);

/** The frame itself: what the capture file says of it, and its times. */
export const frameFields: readonly FieldDefinition[] = [
	protocol('frame', 'The whole frame, as captured'),
	int16('frame.encap_type', 'Link type, by the number that Wireshark gives it', 'dec', {values: ENCAPSULATION_NAMES}),
	uint32('frame.section_number', 'Section, of a pcapng file, from 1'),
	uint32('frame.interface_id', 'Interface, of a pcapng file, from 0'),
	string('frame.interface_name', 'Name of the interface'),
	string('frame.interface_description', 'Description of the interface'),
	absoluteTime('frame.time', 'Time of capture'),
	relativeTime('frame.offset_shift', 'Time shift, always 0'),
	relativeTime('frame.time_epoch', 'Time since 1970'),
	relativeTime('frame.time_delta', 'Time since the previous frame of the capture'),
	relativeTime('frame.time_delta_displayed', 'Time since the previous frame that is shown'),
	relativeTime('frame.time_relative', 'Time since the first frame of the capture'),
	uint32('frame.number', 'Frame number, from 1'),
	uint32('frame.len', 'Length on the wire, in bytes'),
	uint32('frame.cap_len', 'Length in the capture, in bytes'),
	boolean('frame.marked', 'Marked, which tcpwhy never does'),
	boolean('frame.ignored', 'Ignored, which tcpwhy never does'),
	string('frame.protocols', 'Protocols, outermost first, joined by colons'),
	...notDissected(
		int64('frame.file_off', 'Where the frame stands in the file'),
		string('frame.md5_hash', 'MD5 of the frame'),
		label('frame.ref_time', 'The frame is a time reference'),
		expert('frame.time_invalid', 'The nanoseconds of the time stamp are out of range'),
		expert('frame.len_lt_caplen', 'More bytes were captured than the frame had'),
		expert('frame.incomplete', 'A dissector could not finish the frame'),
		string('frame.coloring_rule.name', 'Colouring rule that matches, by name'),
		string('frame.coloring_rule.string', 'Colouring rule that matches, its filter'),
		list(string('frame.comment', 'Comment on the packet in the file')),
		expert('frame.comment.expert', 'The packet has a comment'),
		uint64('frame.drop_count', 'Packets lost between the previous one and this'),
		uint64('frame.packet_id', 'Identity of the packet across interfaces'),
		uint32('frame.interface_queue', 'Queue of the interface on which the packet came'),
		uint16('frame.link_nr', 'Link number, where the format has one'),
		int8('frame.p2p_dir', 'Sent or received, on point-to-point links', 'dec', {
			values: valueNames({[-1]: 'Unknown', 0: 'Sent', 1: 'Received'}),
		}),
		uint32('frame.cb_pen', 'Custom block: private enterprise number'),
		flag('frame.cb_copy', 'Custom block: may be copied to another file', 1, trueFalse('Allowed', 'Not Allowed')),
		...packetFlags(),
		...verdicts(),
		string('frame.bblog', 'Black-box log of a FreeBSD TCP stack'),
		uint32('frame.bblog.ticks', 'Black-box log: clock ticks'),
		uint32('frame.bblog.serial_nr', 'Black-box log: serial number of the event'),
		bytes('frame.pcaplog.data', 'Android pcap log: data'),
		uint32('frame.pcaplog.data_length', 'Android pcap log: length of the data'),
		uint32('frame.pcaplog.data_type', 'Android pcap log: type of the data'),
	),
];

/** The flags word of an enhanced packet block (pcapng 4.3.1). */
function packetFlags(): FieldDefinition[] {
	return [
		uint32('frame.packet_flags', 'Flags of the packet block', 'hex'),
		uint32('frame.packet_flags_direction', 'Direction, as the interface saw it', 'hex', {
			values: valueNames({0: 'Unknown', 1: 'Inbound', 2: 'Outbound'}),
		}),
		uint32('frame.packet_flags_reception_type', 'Unicast, multicast or other reception', 'dec', {
			values: valueNames({0: 'Not specified', 1: 'Unicast', 2: 'Multicast', 3: 'Broadcast', 4: 'Promiscuous'}),
		}),
		uint32('frame.packet_flags_fcs_length', 'Length of the frame check sequence'),
		uint32('frame.packet_flags_reserved', 'Bits of the flags that have no meaning yet'),
		packetFlag('crc_error', 'The frame check sequence was wrong'),
		packetFlag('packet_too_error', 'The frame was too long'),
		packetFlag('packet_too_short_error', 'The frame was too short'),
		packetFlag('wrong_inter_frame_gap_error', 'The gap before the frame was wrong'),
		packetFlag('unaligned_frame_error', 'The frame did not end at a byte'),
		packetFlag('start_frame_delimiter_error', 'The start of frame delimiter was wrong'),
		packetFlag('preamble_error', 'The preamble was wrong'),
		packetFlag('symbol_error', 'A symbol was wrong'),
	];
}

/** What the machine that captured decided on the packet (pcapng epb_verdict). */
function verdicts(): FieldDefinition[] {
	return [
		string('frame.verdict', 'Verdicts on the packet'),
		bytes('frame.verdict.hw', 'Verdict of the hardware'),
		int64('frame.verdict.ebpf_tc', 'Verdict of an eBPF program at the traffic control hook', 'dec', {
			values: valueNames({
				[-1]: 'TC_ACT_UNSPEC',
				0: 'TC_ACT_OK',
				1: 'TC_ACT_RECLASSIFY',
				2: 'TC_ACT_SHOT',
				3: 'TC_ACT_PIPE',
				4: 'TC_ACT_STOLEN',
				5: 'TC_ACT_QUEUED',
				6: 'TC_ACT_REPEAT',
				7: 'TC_ACT_REDIRECT',
				8: 'TC_ACT_TRAP',
			}),
		}),
		int64('frame.verdict.ebpf_xdp', 'Verdict of an eBPF program at the express data path', 'dec', {
			values: valueNames({0: 'XDP_ABORTED', 1: 'XDP_DROP', 2: 'XDP_PASS', 3: 'XDP_TX', 4: 'XDP_REDIRECT'}),
		}),
		bytes('frame.verdict.unknown', 'Verdict of an unknown kind'),
	];
}
