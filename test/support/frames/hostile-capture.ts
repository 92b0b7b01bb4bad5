import {concat, type Frame, pcap, tcp} from './capture-builder.ts';

/** Names that each break some format, if they get into it as they are. */
export const HOSTILE_NAMES: readonly string[] = [
	'=cmd|"/c calc"!A1',
	'+1+1',
	'-2+3',
	'@SUM(1,2)',
	'＝1+1',
	'a,b"c',
	'</text><script>alert(1)</script>&amp;',
	']]><!--',
	'x;end;#35;y',
	'end',
	'%%{init: {}}%%',
	'```\n# heading',
	'![x](https://example.com/i.png)|`a`',
	'a\u{1B}[2Jb\u{9B}2Jc',
	'\u{202E}moc.elpmaxe',
	'a\r\nb\tc\0d',
	'\uFFFE\uFFFF',
];

/** A capture of a TLS connection a name, each asked for in a ClientHello and answered by a reset. */
export function hostileCapture(names: readonly string[] = HOSTILE_NAMES): Uint8Array {
	return pcap(names.flatMap((name, index) => connection(name, index)));
}

function connection(name: string, index: number): Frame[] {
	const client = `10.9.0.1:${40_000 + index}`;
	const server = '10.9.0.2:443';
	const hello = clientHello(new TextEncoder().encode(name));
	const start = index * 2;
	return [
		tcp({from: client, to: server, flags: 'S', seq: 100, time: start}),
		tcp({from: server, to: client, flags: 'SA', seq: 500, ack: 101, time: start + 0.01}),
		tcp({from: client, to: server, flags: 'A', seq: 101, ack: 501, time: start + 0.011}),
		tcp({from: client, to: server, flags: 'PA', seq: 101, ack: 501, payload: hello, time: start + 0.02}),
		tcp({from: server, to: client, flags: 'RA', seq: 501, ack: 101 + hello.length, time: start + 0.03}),
	];
}

/** A TLS record with a ClientHello that has a server name and protocols (RFC 8446 4.1.2, RFC 6066 3, RFC 7301 3.1). */
export function clientHello(name: Uint8Array, protocols: readonly Uint8Array[] = []): Uint8Array {
	const entry = concat(Uint8Array.of(0), counted(2, name));
	const list = concat(...protocols.map(protocol => counted(1, protocol)));
	const alpn = protocols.length === 0 ? list : concat(Uint8Array.of(0, 16), counted(2, counted(2, list)));
	const extensions = concat(Uint8Array.of(0, 0), counted(2, counted(2, entry)), alpn);
	const body = concat(
		Uint8Array.of(3, 3),
		new Uint8Array(32),
		counted(1, new Uint8Array(0)),
		counted(2, Uint8Array.of(0x13, 0x01)),
		counted(1, Uint8Array.of(0)),
		counted(2, extensions),
	);
	return concat(Uint8Array.of(22, 3, 1), counted(2, concat(Uint8Array.of(1), counted(3, body))));
}

/** Bytes behind their length, which takes `size` bytes. */
function counted(size: number, bytes: Uint8Array): Uint8Array {
	const head = new Uint8Array(size);
	for (let at = 0; at < size; at++) head[at] = (bytes.length >>> (8 * (size - 1 - at))) & 0xff;
	return concat(head, bytes);
}
