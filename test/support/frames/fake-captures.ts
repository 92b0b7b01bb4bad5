import {Analysis, TlsBits} from '../../../source/analysis/tables/packet-table.ts';
import {FakeSession, type FakeStream} from '../captures/fake-session.ts';

/** Reading (b) of the design: a client that opens a connection, stays silent and speaks too late. */
export const IDLE_CLIENT: FakeStream = {
	client: '10.1.0.2:45868',
	server: '10.2.0.2:7005',
	initialRtt: 0.022,
	verdict: 'idle-client-reset',
	category: 'info',
	diagnosis: {
		endedBy: 'client',
		confidence: 'certain',
		summary:
			'The server reset the connection because the client sent data 19 s after the server had closed: a proper response.',
		rootCause: 'The client opened the connection and did not speak over it for 61 s.',
		also: ['tls-close-notify'],
		evidence: [
			{row: 5, text: 'the server sends FIN after 0.5 s'},
			{row: 7, text: 'the client sends 22 bytes to a socket that is gone'},
			{row: 8, text: 'RST, one round trip later, sequence number = FIN + 1'},
		],
		notTheCause: ['No packet was lost.', 'The network did not inject the RST: its TTL is that of the server.'],
		nextSteps: ['Find out why the client keeps a connection open that it does not use.'],
		references: ['RFC 9293 3.5.2'],
	},
	packets: [
		{at: 0, from: 'client', flags: 'S'},
		{at: 0.022, from: 'server', flags: 'SA', acknowledgment: 1, ttl: 63},
		{at: 0.022_05, from: 'client', flags: 'A', sequence: 1, acknowledgment: 1},
		{at: 61.522_861, from: 'client', flags: 'PA', sequence: 1, acknowledgment: 1, length: 31},
		{at: 61.544, from: 'server', flags: 'A', sequence: 1, acknowledgment: 32, ttl: 63},
		{
			at: 62.042_884,
			from: 'server',
			flags: 'FA',
			sequence: 1,
			acknowledgment: 32,
			ttl: 63,
			explanation: 'The server closes. It will still take data, but has nothing more to say.',
		},
		{at: 62.042_9, from: 'client', flags: 'A', sequence: 32, acknowledgment: 2},
		{at: 81.027, from: 'client', flags: 'PA', sequence: 32, acknowledgment: 2, length: 22},
		{
			at: 81.048_533,
			from: 'server',
			flags: 'R',
			sequence: 2,
			ttl: 63,
			explanation:
				'A proper response: the socket is gone, so the server answers the 22 bytes of frame 8 with RST (RFC 9293 3.5.2). It comes one round trip after them.',
		},
	],
};

/** A clean close with TLS, a retransmission and an alert. */
export const TLS_ALERT: FakeStream = {
	client: '[2001:db8:1234:5678:abcd:ef01:2345:6789]:51234',
	server: '[2001:db8::1]:443',
	serverName: 'www.example.com',
	initialRtt: 0.009,
	verdict: 'tls-alert',
	category: 'abnormal',
	diagnosis: {summary: 'The client refused the certificate of the server.', endedBy: 'client', confidence: 'certain'},
	packets: [
		{at: 2, from: 'client', flags: 'S'},
		{at: 2.009, from: 'server', flags: 'SA', acknowledgment: 1, ttl: 55},
		{at: 2.009_1, from: 'client', flags: 'A', sequence: 1, acknowledgment: 1},
		{at: 2.01, from: 'client', flags: 'PA', sequence: 1, acknowledgment: 1, length: 517},
		{
			at: 2.3,
			from: 'client',
			flags: 'PA',
			sequence: 1,
			acknowledgment: 1,
			length: 517,
			analysis: Analysis.RETRANSMISSION,
		},
		{
			at: 2.31,
			from: 'server',
			flags: 'A',
			sequence: 1,
			acknowledgment: 518,
			ttl: 55,
			window: 0,
			analysis: Analysis.ZERO_WINDOW,
		},
		{at: 2.33, from: 'server', flags: 'PA', sequence: 1, acknowledgment: 518, length: 2900, ttl: 55},
		{
			at: 2.34,
			from: 'client',
			flags: 'PA',
			sequence: 518,
			acknowledgment: 2901,
			length: 7,
			tls: TlsBits.RECORDS | TlsBits.ALERT,
			explanation: 'The client does not know the authority that signed the certificate.',
		},
		{at: 2.341, from: 'client', flags: 'FA', sequence: 525, acknowledgment: 2901},
		{at: 2.35, from: 'server', flags: 'R', sequence: 2901, ttl: 48},
	],
};

export const CLEAN_CLOSE: FakeStream = {
	client: '192.168.100.17:50012',
	server: '93.184.216.34:80',
	initialRtt: 0.1,
	verdict: 'clean-close',
	category: 'normal',
	diagnosis: {summary: 'Client finished and closed; server agreed.', endedBy: 'client', confidence: 'certain'},
	packets: [
		{at: 5, from: 'client', flags: 'S'},
		{at: 5.1, from: 'server', flags: 'SA', acknowledgment: 1},
		{at: 5.1001, from: 'client', flags: 'A', sequence: 1, acknowledgment: 1},
		{at: 5.11, from: 'client', flags: 'PA', sequence: 1, acknowledgment: 1, length: 80},
		{at: 5.4, from: 'server', flags: 'PA', sequence: 1, acknowledgment: 81, length: 1200},
		{at: 5.41, from: 'client', flags: 'FA', sequence: 81, acknowledgment: 1201},
		{at: 5.5, from: 'server', flags: 'FA', sequence: 1201, acknowledgment: 82},
		{at: 5.51, from: 'client', flags: 'A', sequence: 82, acknowledgment: 1202},
	],
};

const STORIES: readonly FakeStream[] = [IDLE_CLIENT, TLS_ALERT, CLEAN_CLOSE];

/** A session of so many streams, in turns the three above, a second apart. */
export function mixedSession(count: number): FakeSession {
	const session = new FakeSession();
	const alert = {contentType: 21, version: 0x0303, length: 2};
	for (let stream = 0; stream < count; stream++) {
		const story = STORIES[stream % STORIES.length]!;
		const client =
			stream < STORIES.length ? story.client : story.client.replace(/\d+$/, String(20_000 + (stream % 40_000)));
		const packets = story.packets.map(packet => ({...packet, at: packet.at + stream}));
		const first = session.tables.packets.length;
		session.add({...story, client, packets});
		if (story !== TLS_ALERT) continue;
		session.tables.tlsRecords.append(first + 7, 0, alert.contentType, alert.version, alert.length, 0, 2, 48);
	}
	return session;
}

/** A session of a great many streams that share the packets of a few: what a list of them costs, without the memory. */
export function hugeSession(count: number): FakeSession {
	const session = mixedSession(STORIES.length);
	const {streams} = session.tables;
	const first = streams.chunks[0]!;
	// Whole rounds of the stories, so that each chunk can begin with the same one.
	const period = STORIES.length;
	for (let start = 0; start < count; start += streams.mask + 1) {
		const chunk = streams.chunkFor(start);
		for (const name of Object.keys(streams.columns) as (keyof typeof chunk)[]) {
			const column = chunk[name];
			for (let at = 0; at < period; at++) column[at] = first[name][at]!;
			for (let filled = period; filled < column.length; filled *= 2) column.copyWithin(filled, 0, filled);
		}
		for (let at = start === 0 ? period : 0; at <= streams.mask; at++) chunk.portA[at] = 1024 + ((start + at) % 60_000);
	}
	streams.length = count;
	return session;
}

/** One stream with a great many packets, that ends with a RST. */
export function longSession(count: number): FakeSession {
	const packets = Array.from({length: count}, (_, index) => ({
		at: index * 0.001,
		from: index % 3 === 2 ? ('client' as const) : ('server' as const),
		flags: index === count - 1 ? 'RA' : index % 3 === 2 ? 'A' : 'PA',
		sequence: index * 100,
		acknowledgment: 1,
		length: index % 3 === 2 ? 0 : 1448,
	}));
	return new FakeSession().add({...CLEAN_CLOSE, verdict: 'abort-by-server', category: 'abnormal', packets});
}
