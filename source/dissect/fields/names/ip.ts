import {valueNames} from '../define.ts';

/** Differentiated services code points (IANA dscp-registry). */
export const DSCP_NAMES = valueNames({
	0: 'Default',
	1: 'Lower Effort',
	8: 'Class Selector 1',
	10: 'Assured Forwarding 11',
	12: 'Assured Forwarding 12',
	14: 'Assured Forwarding 13',
	16: 'Class Selector 2',
	18: 'Assured Forwarding 21',
	20: 'Assured Forwarding 22',
	22: 'Assured Forwarding 23',
	24: 'Class Selector 3',
	26: 'Assured Forwarding 31',
	28: 'Assured Forwarding 32',
	30: 'Assured Forwarding 33',
	32: 'Class Selector 4',
	34: 'Assured Forwarding 41',
	36: 'Assured Forwarding 42',
	38: 'Assured Forwarding 43',
	40: 'Class Selector 5',
	44: 'Voice Admit',
	46: 'Expedited Forwarding',
	48: 'Class Selector 6',
	56: 'Class Selector 7',
});

/** Explicit congestion notification (RFC 3168 5). */
export const ECN_NAMES = valueNames({
	0: 'Not ECN-Capable Transport',
	1: "ECN-Capable Transport codepoint '01'",
	2: "ECN-Capable Transport codepoint '10'",
	3: 'Congestion Experienced',
});

/** Quick-Start rates (RFC 4782 3.1): 40 kbit/s doubled once for each step. */
export const QUICK_START_RATES = valueNames({
	0: '0 bit/s',
	1: '80 Kbit/s',
	2: '160 Kbit/s',
	3: '320 Kbit/s',
	4: '640 Kbit/s',
	5: '1.28 Mbit/s',
	6: '2.56 Mbit/s',
	7: '5.12 Mbit/s',
	8: '10.24 Mbit/s',
	9: '20.48 Mbit/s',
	10: '40.96 Mbit/s',
	11: '81.92 Mbit/s',
	12: '163.84 Mbit/s',
	13: '327.68 Mbit/s',
	14: '655.36 Mbit/s',
	15: '1.31072 Gbit/s',
});

export const QUICK_START_FUNCTIONS = valueNames({0: 'Rate request', 8: 'Rate report'});
