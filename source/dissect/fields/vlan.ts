import type {FieldDefinition} from '../field.ts';
import {bytes, expert, flag, list, notDissected, protocol, string, trueFalse, uint16, valueNames} from './define.ts';
import {ETHERTYPE_NAMES} from './names/ethertypes.ts';

/** Traffic types of the priority code points (IEEE 802.1Q-2011 table I-2). */
const PRIORITY_NAMES = valueNames({
	0: 'Best Effort (default)',
	1: 'Background',
	2: 'Excellent Effort',
	3: 'Critical Applications',
	4: 'Video, < 100ms latency and jitter',
	5: 'Voice, < 10ms latency and jitter',
	6: 'Internetwork Control',
	7: 'Network Control',
});

/** VLAN tags (IEEE 802.1Q). */
export const vlanFields: readonly FieldDefinition[] = [
	list(protocol('vlan', 'VLAN tag')),
	list(uint16('vlan.priority', 'Priority, the priority code point', 'dec', {values: PRIORITY_NAMES})),
	list(flag('vlan.dei', 'Drop eligible', 16, trueFalse('Eligible', 'Ineligible'))),
	list(uint16('vlan.id', 'VLAN number')),
	list(uint16('vlan.etype', 'Type, of the payload (EtherType)', 'hex', {values: ETHERTYPE_NAMES})),
	uint16('vlan.len', 'Length, of the payload of an 802.3 frame'),
	bytes('vlan.trailer', 'Bytes behind the payload'),
	...notDissected(
		flag('vlan.cfi', 'Canonical format, in the older reading of the tag', 16, trueFalse('Non-canonical', 'Canonical')),
		string('vlan.id_name', 'Name of the VLAN, from a table of names'),
		expert('vlan.len.past_end', 'The length reaches past the end of the frame'),
		expert('vlan.too_many_tags', 'More tags than are followed'),
	),
];
