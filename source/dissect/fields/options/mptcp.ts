import type {FieldDefinition} from '../../field.ts';
import {
	bytes,
	flag,
	ipv4,
	ipv6,
	notDissected,
	SET_NOT_SET,
	uint8,
	uint16,
	uint32,
	uint64,
	valueNames,
} from '../define.ts';

const SUBTYPE_NAMES = valueNames({
	0: 'Multipath Capable',
	1: 'Join Connection',
	2: 'Data Sequence Signal',
	3: 'Add Address',
	4: 'Remove Address',
	5: 'Change Subflow Priority',
	6: 'TCP Fallback',
	7: 'Fast Close',
	8: 'TCP Reset',
});

/** Reasons of a reset of a subflow (RFC 8684 3.6). */
const RESET_REASONS = valueNames({
	0: 'Unspecified error',
	1: 'MPTCP-specific error',
	2: 'Lack of resources',
	3: 'Administratively prohibited',
	4: 'Too much outstanding data',
	5: 'Unacceptable performance',
	6: 'Middlebox interference',
});

const part = (name: string): string => `tcp.options.mptcp.${name}`;

/** Multipath TCP (RFC 8684): the option is recognised, its content is not followed. */
export const mptcpFields: readonly FieldDefinition[] = [
	uint8(part('subtype'), 'Multipath: subtype', 'dec', {values: SUBTYPE_NAMES}),
	...notDissected(
		uint8(part('version'), 'Multipath: version'),
		uint16(part('reserved'), 'Multipath: reserved', 'hex'),
		uint8(part('flags'), 'Multipath: flags', 'hex'),
		uint8(part('checksumreq.flags'), 'Multipath: checksums are asked for'),
		uint8(part('extensibility.flag'), 'Multipath: extended'),
		uint8(part('nomoresubflows.flag'), 'Multipath: no more subflows to this address'),
		uint8(part('reserved.flag'), 'Multipath: reserved flags', 'hex'),
		uint8(part('sha1.flag'), 'Multipath: SHA-1 is used'),
		uint8(part('sha256.flag'), 'Multipath: SHA-256 is used'),
		uint8(part('datafin.flag'), 'Multipath: end of the data'),
		uint8(part('dseqn8.flag'), 'Multipath: data sequence number of 8 bytes'),
		uint8(part('dseqnpresent.flag'), 'Multipath: has a data sequence number'),
		uint8(part('dataack8.flag'), 'Multipath: data acknowledgment of 8 bytes'),
		uint8(part('dataackpresent.flag'), 'Multipath: has a data acknowledgment'),
		uint64(part('rawdataseqno'), 'Multipath: data sequence number'),
		uint64(part('rawdataack'), 'Multipath: data acknowledgment'),
		uint32(part('subflowseqno'), 'Multipath: sequence number in the subflow'),
		uint16(part('datalvllen'), 'Multipath: length of the data'),
		uint16(part('checksum'), 'Multipath: checksum', 'hex'),
		uint64(part('sendkey'), 'Multipath: key of the sender'),
		uint64(part('recvkey'), 'Multipath: key of the receiver'),
		uint32(part('recvtok'), 'Multipath: token of the receiver'),
		uint32(part('sendrand'), 'Multipath: random number of the sender'),
		uint64(part('sendtrunchmac'), 'Multipath: shortened code of the sender'),
		bytes(part('sendhmac'), 'Multipath: code of the sender'),
		uint64(part('addaddrtrunchmac'), 'Multipath: shortened code of a new address'),
		uint8(part('addrid'), 'Multipath: number of the address'),
		uint8(part('backup.flag'), 'Multipath: only for backup'),
		uint8(part('echo'), 'Multipath: answer to a new address'),
		uint8(part('ipver'), 'Multipath: IP version of the address'),
		ipv4(part('ipv4'), 'Multipath: IPv4 address'),
		ipv6(part('ipv6'), 'Multipath: IPv6 address'),
		uint16(part('port'), 'Multipath: port'),
		uint8(part('rst_reason'), 'Multipath: reason of the reset', 'hex', {values: RESET_REASONS}),
		flag(part('flag_U.flag'), 'Multipath reset: flag U', 4, SET_NOT_SET),
		flag(part('flag_V.flag'), 'Multipath reset: flag V', 4, SET_NOT_SET),
		flag(part('flag_W.flag'), 'Multipath reset: flag W', 4, SET_NOT_SET),
		flag(part('flag_T.flag'), 'Multipath reset: may be only for a while', 4, SET_NOT_SET),
	),
];
