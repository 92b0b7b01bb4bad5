import assert from 'node:assert/strict';
import test from 'node:test';
import {describeFrameBytes, flatten, printed} from '../support/frames/described-frame.ts';
import {concat, hex} from '../support/frames/packet-builder.ts';

/** A SYN/ACK and a fatal TLS alert, recorded; the expected values are what tshark 4.0.17 prints of them. */
const SYN_ACK = hex(
	'42b1a266aa540a93a296a64808004500003c000040003f0627b60a0200020a0100021b86a342001c4c0c0220ce58a012fe8839200000' +
		'020405b40402080a7ab8726698739b410103030a',
);
const ALERT = hex(
	'0a93a296a64842b1a266aa5408004500003b59a740004006cd0f0a0100020a02000284f61b8b6858f3520844d7e98018004178510000' +
		'0101080a19cd7bc05ee6cf4115030300020230',
);
const EXPECTED: Readonly<Record<string, string>> = {
	'eth.dst': '42:b1:a2:66:aa:54',
	'eth.addr': '42:b1:a2:66:aa:54,0a:93:a2:96:a6:48',
	'eth.lg': '1,1',
	'eth.ig': '0,0',
	'eth.type': '0x0800',
	'ip.version': '4',
	'ip.hdr_len': '20',
	'ip.dsfield': '0x00',
	'ip.len': '60',
	'ip.id': '0x0000',
	'ip.flags': '0x02',
	'ip.flags.df': '1',
	'ip.frag_offset': '0',
	'ip.ttl': '63',
	'ip.proto': '6',
	'ip.checksum': '0x27b6',
	'ip.checksum.status': '2',
	'ip.addr': '10.2.0.2,10.1.0.2',
	'ip.host': '10.2.0.2,10.1.0.2',
	'tcp.port': '7046,41794',
	'tcp.hdr_len': '40',
	'tcp.flags': '0x0012',
	'tcp.flags.syn': '1',
	'tcp.flags.fin': '0',
	'tcp.flags.str': '·······A··S·',
	'tcp.checksum': '0x3920',
	'tcp.options': '020405b40402080a7ab8726698739b410103030a',
	'tcp.option_kind': '2,4,8,1,3',
	'tcp.options.mss_val': '1460',
	'tcp.options.nop': '01',
	'tcp.options.sack_perm': '0402',
	'tcp.options.timestamp.tsval': '2058908262',
	'tcp.options.timestamp.tsecr': '2557713217',
	'tcp.options.wscale.shift': '10',
	'tcp.options.wscale.multiplier': '1024',
	'tcp.connection.synack': '1',
	'tcp.payload': '',
};

test('a recorded SYN/ACK has the fields that tshark finds in it', () => {
	const layers = describeFrameBytes(SYN_ACK);
	const ours = Object.fromEntries(Object.keys(EXPECTED).map(name => [name, printed(layers, name)]));
	assert.deepEqual(ours, EXPECTED);
});

test('a closed layer says what is most wanted of it', () => {
	const layers = describeFrameBytes(SYN_ACK, {segment: {acknowledgment: 1}});
	assert.deepEqual(
		layers.map(layer => layer.summary),
		[
			'Frame 1  74 bytes on the wire',
			'Ethernet  0a:93:a2:96:a6:48 → 42:b1:a2:66:aa:54  IPv4',
			'Internet Protocol Version 4  10.2.0.2 → 10.1.0.2  TCP  TTL 63',
			'Transmission Control Protocol  7046 → 41794  [SYN, ACK]  seq 0  ack 1  len 0',
		],
	);
});

test('bits stand below their byte, and what an address implies below the address', () => {
	const [, , ip, tcp] = describeFrameBytes(SYN_ACK);
	const below = (fields: typeof ip, name: string) =>
		fields!.fields.find(node => node.field.name === name)!.children.map(node => node.field.name);
	assert.deepEqual(below(ip, 'ip.flags'), ['ip.flags.rb', 'ip.flags.df', 'ip.flags.mf']);
	assert.equal(below(tcp, 'tcp.flags').at(-1), 'tcp.flags.str');
	assert.deepEqual(below(tcp, 'tcp.options'), [
		'tcp.options.mss',
		'tcp.options.sack_perm',
		'tcp.options.timestamp',
		'tcp.options.nop',
		'tcp.options.wscale',
	]);
});

const RECORD = {offset: 0, isEncryptedHandshake: false, isUnfinished: false, messages: [], joined: () => undefined};

test('a TLS record that is all in its frame is read from the bytes', () => {
	const alert = {
		...RECORD,
		contentType: 21,
		version: 0x0303,
		length: 2,
		isOpaque: false,
		isSsl2: false,
		isDecrypted: false,
		hasContent: true,
	};
	const tls = [{...alert, alert: {level: 2, description: 48}}];
	const layers = describeFrameBytes(ALERT, {segment: {length: 7}, tls});
	assert.equal(printed(layers, 'tcp.payload'), '15030300020230');
	const record = layers.at(-1)!.fields[0]!;
	assert.equal(record.at, ALERT.length - 7);
	assert.equal(record.length, 7);
	assert.equal(printed(layers, 'tls.alert_message.level'), '2');
	assert.equal(printed(layers, 'tls.alert_message.desc'), '48');
	assert.equal(layers.at(-1)!.summary, 'Transport Layer Security  Alert: Unknown CA (Fatal)');
});

test('a decrypted record of TLS 1.3 has both types, and an alert without bytes of its own', () => {
	const frame = ALERT.slice();
	frame[frame.length - 7] = 23;
	const record = {
		...RECORD,
		contentType: 21,
		version: 0x0303,
		length: 2,
		isOpaque: true,
		isSsl2: false,
		isDecrypted: true,
		hasContent: true,
	};
	const tls = [{...record, alert: {level: 2, description: 116}}];
	const layers = describeFrameBytes(frame, {segment: {length: 7}, tls});
	assert.equal(printed(layers, 'tls.record.opaque_type'), '23');
	assert.equal(printed(layers, 'tls.record.content_type'), '21');
	assert.equal(printed(layers, 'tls.alert_message.desc'), '116');
	const nodes = flatten(layers.at(-1)!.fields);
	assert.equal(nodes.find(({field}) => field.name === 'tls.alert_message.desc')?.length, 0);
	assert.equal(layers.at(-1)!.summary, 'Transport Layer Security  Alert: Certificate Required (Fatal) (decrypted)');
});

test('a TLS record that began in an earlier frame has its values, and no bytes in this one', () => {
	const record = {
		...RECORD,
		offset: -298,
		contentType: 23,
		version: 0x0303,
		length: 300,
		isOpaque: false,
		isSsl2: false,
		isDecrypted: false,
		hasContent: true,
	};
	const tls = [{...record, alert: undefined}];
	const layers = describeFrameBytes(ALERT, {segment: {length: 7}, tls});
	assert.equal(printed(layers, 'tls.record.length'), '300');
	assert.ok(flatten(layers.at(-1)!.fields).every(node => node.length === 0));
});

test('zeros behind a short packet are padding, and four more bytes the check sequence', () => {
	const short = concat(SYN_ACK.subarray(0, 54));
	short[17] = 40;
	short[46] = 0x50;
	const padded = describeFrameBytes(concat(short, hex('00000000000061626364')));
	assert.equal(printed(padded, 'eth.padding'), '000000000000');
	assert.equal(printed(padded, 'eth.fcs'), '0x61626364');
	const trailer = describeFrameBytes(concat(short, hex('010101010101')));
	assert.equal(printed(trailer, 'eth.padding'), '');
	assert.equal(printed(trailer, 'eth.trailer'), '010101010101');
});

test('behind a VLAN tag the rest belongs to the tag', () => {
	const short = concat(SYN_ACK.subarray(0, 54));
	short[17] = 40;
	short[46] = 0x50;
	const tagged = concat(short.subarray(0, 12), hex('8100a005'), short.subarray(12), hex('000000000000'));
	const layers = describeFrameBytes(tagged);
	assert.equal(printed(layers, 'vlan.id'), '5');
	assert.equal(printed(layers, 'vlan.priority'), '5');
	assert.equal(printed(layers, 'vlan.etype'), '0x0800');
	assert.equal(printed(layers, 'eth.padding'), '0000');
	assert.equal(printed(layers, 'vlan.trailer'), '00000000');
});

test('edges of selective acknowledgments are relative, and a first block below the acknowledgment is a duplicate', () => {
	const header = concat(SYN_ACK.subarray(0, 54));
	header[17] = 52;
	header[46] = 0x80;
	header[47] = 0x10;
	const options = hex('0101050a0000006400000096');
	const layers = describeFrameBytes(concat(header, options), {segment: {acknowledgment: 151, acknowledgmentBase: 50}});
	assert.equal(printed(layers, 'tcp.options.sack_le'), '50');
	assert.equal(printed(layers, 'tcp.options.sack_re'), '100');
	assert.equal(printed(layers, 'tcp.options.sack.count'), '1');
	assert.equal(printed(layers, 'tcp.options.sack.dsack_le'), '50');
});

test('an option with a wrong length is noted and not read', () => {
	const header = concat(SYN_ACK.subarray(0, 54));
	header[17] = 44;
	header[46] = 0x60;
	const layers = describeFrameBytes(concat(header, hex('020305b4')));
	assert.equal(printed(layers, 'tcp.options.mss'), '020305');
	assert.equal(printed(layers, 'tcp.options.mss_val'), '');
	assert.notEqual(printed(layers, 'tcp.option.len.invalid'), '');
});

test('extension headers stand inside their IPv6 header', () => {
	// 2001:db8::1 → 2001:db8::2, hop-by-hop options with a router alert, a bare TCP header.
	const packet = concat(
		hex('020000000001020000000002 86dd'.replaceAll(' ', '')),
		hex('60000000001c0040'),
		hex('20010db8000000000000000000000001'),
		hex('20010db8000000000000000000000002'),
		hex('0600050200000100'),
		SYN_ACK.subarray(34, 46),
		hex('5012fe8800000000'),
	);
	const layers = describeFrameBytes(packet);
	const ipv6 = layers.find(layer => layer.protocol.name === 'ipv6')!;
	assert.equal(ipv6.headerEnd - ipv6.at, 48);
	const [options] = ipv6.fields.filter(node => node.field.name === 'ipv6.hopopts');
	assert.deepEqual(
		options!.children.map(node => node.field.name),
		['ipv6.hopopts.nxt', 'ipv6.hopopts.len', 'ipv6.hopopts.len_oct', 'ipv6.opt', 'ipv6.opt'],
	);
	assert.equal(printed(layers, 'ipv6.opt.router_alert'), '0');
	assert.equal(printed(layers, 'ipv6.opt.type'), '0x05,0x01');
	assert.equal(printed(layers, 'ip.version'), '6');
	assert.equal(printed(layers, 'tcp.srcport'), '7046');
});
