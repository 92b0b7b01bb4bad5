import assert from 'node:assert/strict';
import {Readable} from 'node:stream';
import test from 'node:test';
import {CaptureTables} from '../../../source/analysis/tables/capture-tables.ts';
import {openCapture} from '../../../source/capture/open-capture.ts';
import {loadCapture} from '../../../source/session/load/load-capture.ts';
import {hex, pcap, tcp} from '../../support/frames/capture-builder.ts';

/** A ClientHello record with the server name example.com. */
const HELLO = hex(
	`1603010043 0100003f 0303 ${'00'.repeat(32)} 00 0002c02f 0100 0014 0000 0010 000e 00 000b 6578616d706c652e636f6d`,
);
const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
const OK = 'HTTP/1.1 200 OK\r\n\r\n';

const RDP_REQUEST = hex('3e 03000013 0ee00000000000 0100080003000000');
const RDP_ANSWER = hex('3c 03000013 0ed00000123400 0200080001000000');

/** What each side says, client first with `>`; then the hello. The verdicts are tshark 4.0.17's on the same bytes. */
const CONVERSATIONS: readonly {
	readonly name: string;
	readonly port: number;
	readonly before: readonly (string | Uint8Array)[];
	readonly tls: boolean;
}[] = [
	{name: 'a port that nobody owns', port: 12_345, before: [], tls: true},
	{name: 'text on a port that nobody owns', port: 12_345, before: ['>hello world\r\n'], tls: true},
	{name: 'text on 443', port: 443, before: ['>hello world\r\n'], tls: true},
	{name: 'HTTP on a port that nobody owns', port: 12_345, before: [`>${GET}`, `<${OK}`], tls: false},
	{name: 'HTTP on 443', port: 443, before: [`>${GET}`, `<${OK}`], tls: false},
	{name: 'a port of another protocol', port: 5672, before: [], tls: false},
	{name: 'an HTTP port', port: 80, before: [], tls: false},
	{name: "RDP's port", port: 3389, before: [], tls: true},
	{name: 'RDP behind its negotiation', port: 3389, before: [RDP_REQUEST, RDP_ANSWER], tls: false},
	{name: 'the negotiation of RDP on another port', port: 12_345, before: [RDP_REQUEST, RDP_ANSWER], tls: true},
	{name: 'what is shorter than TPKT on the port of RDP', port: 3389, before: [hex('3e 03000003 02f080')], tls: true},
	{
		name: 'an HTTP tunnel',
		port: 8080,
		before: ['>CONNECT a.example:443 HTTP/1.1\r\n\r\n', '<HTTP/1.1 200 Connection established\r\n\r\n'],
		tls: true,
	},
	{
		name: 'an HTTP tunnel that is refused',
		port: 8080,
		before: ['>CONNECT a.example:443 HTTP/1.1\r\n\r\n', '<HTTP/1.1 403 Forbidden\r\n\r\n'],
		tls: false,
	},
	{name: 'SMTP after STARTTLS', port: 587, before: ['<220 x\r\n', '>STARTTLS\r\n', '<220 go\r\n'], tls: true},
	{name: 'SMTP without STARTTLS', port: 587, before: ['<220 x\r\n', '>EHLO y\r\n', '<250 x\r\n'], tls: false},
	{name: 'IMAP after STARTTLS', port: 143, before: ['<* OK x\r\n', '>a1 STARTTLS\r\n', '<a1 OK go\r\n'], tls: true},
	{name: 'POP after STLS', port: 110, before: ['<+OK x\r\n', '>STLS\r\n', '<+OK go\r\n'], tls: true},
	{name: 'FTP after AUTH TLS', port: 21, before: ['<220 x\r\n', '>AUTH TLS\r\n', '<234 go\r\n'], tls: true},
	{name: 'NNTP after STARTTLS', port: 119, before: ['<200 x\r\n', '>STARTTLS\r\n', '<382 go\r\n'], tls: true},
	{name: 'XMPP after starttls', port: 5222, before: ["><starttls xmlns='x'/>", "<<proceed xmlns='x'/>"], tls: true},
	{name: 'PostgreSQL after SSLRequest', port: 5432, before: [hex('3e 00000008 04d2162f'), '<S'], tls: true},
	{
		name: 'LDAP after StartTLS',
		port: 389,
		before: [
			Buffer.concat([Buffer.from('>'), hex('301d02010177188016'), Buffer.from('1.3.6.1.4.1.1466.20037')]),
			hex('3c 300c02010178070a010004000400'),
		],
		tls: true,
	},
	{
		name: 'MySQL after its SSL request',
		port: 3306,
		before: [hex(`3e 20000001 8dae0f00 ${'00'.repeat(28)}`)],
		tls: true,
	},
];

for (const {name, port, before, tls} of CONVERSATIONS) {
	test(`a ClientHello over ${name} is ${tls ? '' : 'not '}taken for TLS`, async () => {
		const tables = new CaptureTables();
		await loadCapture(
			await openCapture(
				Readable.from([pcap(conversation(port, [...before, Buffer.concat([Buffer.from('>'), HELLO])]))]),
			),
			tables,
		);
		assert.equal(tables.tlsHandshakes.length, tls ? 1 : 0);
		assert.equal(tables.names.length, tls ? 1 : 0);
		if (tls) assert.equal(tables.names.text(0), 'example.com');
	});
}

function conversation(port: number, pieces: readonly (string | Uint8Array)[]) {
	const ends = ['10.0.0.1:50001', `10.0.0.2:${port}`] as const;
	const sent = [1000, 5000];
	return pieces.map((piece, index) => {
		const bytes = Buffer.from(piece);
		const side = bytes[0] === 0x3e ? 0 : 1;
		const payload = new Uint8Array(bytes.subarray(1));
		const frame = tcp({
			from: ends[side]!,
			to: ends[1 - side]!,
			flags: 'PA',
			seq: sent[side]!,
			ack: sent[1 - side]!,
			payload,
			time: index / 100,
		});
		sent[side]! += payload.length;
		return frame;
	});
}

test('a data connection that FTP announces does not count as seen from its start (spec/tcp-analysis.md 3.8)', async () => {
	const tables = new CaptureTables();
	const frames = [
		...conversation(21, ['<227 Entering Passive Mode (10,0,0,2,175,200).\r\n']),
		tcp({from: '10.0.0.1:40001', to: '10.0.0.2:45000', flags: 'S', seq: 1, time: 1}),
		tcp({from: '10.0.0.2:45000', to: '10.0.0.1:40001', flags: 'SA', seq: 9, ack: 2, time: 2}),
		tcp({from: '10.0.0.1:40002', to: '10.0.0.2:45000', flags: 'S', seq: 1, time: 3}),
		tcp({from: '10.0.0.2:45000', to: '10.0.0.1:40002', flags: 'SA', seq: 9, ack: 2, time: 4}),
	];
	await loadCapture(await openCapture(Readable.from([pcap(frames)])), tables);
	assert.equal(tables.packets.completeness(2), 0);
	assert.equal(tables.packets.completeness(4), 1);
});
