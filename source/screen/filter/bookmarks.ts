import type {NamedFilter} from '../../filter/macro-definitions.ts';

/** The bookmarks that ship: what people look for again and again. */
export const BOOKMARKS: readonly NamedFilter[] = [
	{
		name: 'TCP setup / teardown',
		filter: 'tcp.flags.fin == 1 || tcp.flags.reset == 1 || tcp.flags.syn == 1',
	},
	{
		name: 'Slow host / TCP window exhaustion',
		filter: 'tcp.analysis.zero_window || tcp.analysis.window_full',
	},
	{name: 'L1 failures / packet loss: duplicate ACKs', filter: 'tcp.analysis.duplicate_ack'},
	{name: 'L1 failures / packet loss: out of order', filter: 'tcp.analysis.out_of_order'},
	{name: 'L1 failures / packet loss: retransmissions', filter: 'tcp.analysis.retransmission'},
	{name: 'Asymmetric routing / multi-NIC', filter: 'tcp.analysis.ack_lost_segment'},
	{name: 'TLS alerts', filter: 'tls.record.content_type == 21'},
];
