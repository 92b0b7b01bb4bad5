import assert from 'node:assert/strict';
import test from 'node:test';
import {compile} from '../../source/session/compile-filter.ts';
import {FilterRun} from '../../source/session/view/filter-run.ts';
import {load} from '../support/captures/loaded-capture.ts';
import {sample} from '../support/captures/samples.ts';

const FILTERS = [
	'frame contains "a"',
	'frame[12:2] == 08:00',
	'frame[-1] > 7f',
	'tcp contains 00:00',
	'tcp[0:2] == 01:bb or tcp[13] == 10',
	'tcp matches "[a-z]{3}"',
	'tcp.payload',
	'tcp.payload[0:2] == 16:03',
	'tcp.payload contains "HTTP" or len(tcp.payload) < 40',
	'not tcp.payload contains 00',
	'tcp.options.mss_val == 1460',
	'tcp.options.timestamp.tsval > 0 and ip.ttl == 64',
	'tcp.options.wscale.shift > 0 or tcp.options.sack_perm',
	'not tcp.options',
	'tcp.options.timestamp.tsecr != 0 or tcp.options.sack_le > 0',
	'tcp.option_kind == 8 and tcp.option_len == 10',
	'tcp.options.nop and tcp.options[0] == 1',
	'tcp.hdr_len > 20 and tcp.seq_raw != tcp.ack_raw',
	'tcp.checksum > 0x8000 or tcp.urgent_pointer > 0',
	'ip.len > 60 and ip.hdr_len == 20 and ip.version == 4 and ip.flags == 2',
	'eth.type == 0x86dd or eth.type == 0x0800',
	'tcp.flags.str contains "AP" or tcp.connection.rst or frame.protocols contains "tls"',
	'tcp.analysis.ack_rtt > 0.001 or tcp.analysis.push_bytes_sent > 0',
	'tcp.payload matches "(get|post) /" or frame matches "[a-z]{4}[0-9]"',
	'ip.flags.df == 1 and ip.id != 0',
	'ip.checksum > 0x8000 and ip.frag_offset == 0',
	'ip.dsfield == 0 and ip.dsfield.ecn == 0',
	'eth.addr[0] & 1 == 0',
	'eth.src[5] > 10 or eth.dst[5] > 80',
	'ip.dsfield.dscp == 0 and eth.type == 0x0800',
	'tls.handshake.extensions_server_name contains "e"',
	'ip contains 00:50 or eth contains 08:00:45',
	'ip[-4:] > 0a:02 and len(eth) == 14 and ip matches "[a-z]{5}"',
	'upper(tcp.flags.str) contains "S" or tcp.checksum.status == "Good"',
	'ip.checksum.status == "Unverified" and not ip.opt.type',
	'vlan.id == 5 or ipv6.flow > 3 or tcp.segment_data',
	'tcp.connection.synack or tcp.connection.fin_passive',
	'tcp.analysis.duplicate_ack_num > 1 or tcp.analysis.rto > 0.1',
	'not tcp.analysis.rto_frame and tcp.reassembled.length != 5',
	'count(ip.addr) == 2 and max(tcp.srcport, tcp.dstport) > 7000',
	'tcp.srcport - tcp.dstport < 0 or all tcp.port + 1 > 7000',
	'ip.src[0:2] == 0a:01 and ip.dst & 255.255.255.0 != 10.2.0.0',
	'abs(tcp.time_delta) > 0.5 or tcp.analysis.ack_rtt + 0.1 > 0.2',
	'string(tcp.port) matches "^70" and lower(conn.tls.server_name) != "x"',
	'max(tcp.analysis.ack_rtt) != 0.02 or min(vlan.id, tcp.dstport) == 7005',
	'{tcp.len + 5} * 3 % 7 == 2 and len(ip.src) == 4 and tcp.len not in {1 .. tcp.dstport}',
	'tls.record.length + 1 > 100 or count(tls.record.content_type) > 1',
];

test('bytes that are searched as they lie, and few protocols described, give what all fields give', async () => {
	for (const file of ['mixed.pcap', 'never-speaks.pcap']) {
		const {tables, reader} = await load(sample(file));
		let passing = 0;
		for (const filter of FILTERS) {
			const fast = new FilterRun(tables, compile(filter, tables), reader);
			const thorough = new FilterRun(tables, compile(filter, tables), {
				details: row => reader.details(row),
				rawFrame: () => undefined,
				rawSegment: () => undefined,
				protocols: () => undefined,
			});
			for (const run of [fast, thorough]) run.advance(Number.POSITIVE_INFINITY);
			for (let row = 0; row < tables.packets.length; row++)
				assert.equal(fast.rows.has(row), thorough.rows.has(row), `${file} row ${row}: ${filter}`);
			passing += fast.packets;
		}
		assert.ok(passing > 0, `${file}: some filter lets something through`);
	}
});
