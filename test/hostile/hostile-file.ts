import {
	block,
	concat,
	enhancedPacket,
	type Frame,
	interfaceBlock,
	type Option,
	optionBytes,
	pcapng,
	sectionBlock,
	tcp,
} from '../support/frames/capture-builder.ts';
import {clientHello} from '../support/frames/hostile-capture.ts';
import {TRICK_BYTES} from './tricks.ts';

const ALL_TRICKS = concat(...TRICK_BYTES);

/**
 * A pcapng file whose every text is hostile: options of the section, names of the interface, comments, names of hosts,
 * and for each trick a TLS connection (server name, protocol) and one that says it in the clear.
 */
export function hostileFile(): Uint8Array {
	const texts = (...codes: readonly number[]): Option[] => codes.map(code => [code, ALL_TRICKS] as const);
	const frames = TRICK_BYTES.flatMap((trick, index) => [...tls(trick, index), ...clear(trick, index)]);
	return pcapng([
		sectionBlock({options: texts(1, 2, 3, 4)}),
		// Names are cut to 255 bytes: each trick of a short list of interfaces has its own.
		...TRICK_BYTES.map(trick => interfaceBlock({options: [[2, trick], [3, trick], ...texts(1, 11, 12)]})),
		hostNames(),
		...frames.map(frame => enhancedPacket(frame, {options: texts(1)})),
	]);
}

function tls(trick: Uint8Array, index: number): Frame[] {
	const hello = clientHello(trick, [trick, trick]);
	return connection(`10.9.0.1:${40_000 + index}`, '10.9.0.2:443', hello, trick, index);
}

function clear(trick: Uint8Array, index: number): Frame[] {
	const request = concat(new TextEncoder().encode('GET /'), trick, new TextEncoder().encode(' HTTP/1.1\r\n'), trick);
	return connection(`10.9.0.3:${40_000 + index}`, '10.9.0.4:80', request, concat(trick, ALL_TRICKS), index);
}

function connection(from: string, to: string, request: Uint8Array, answer: Uint8Array, index: number): Frame[] {
	const common = {time: index * 2, interface: index};
	return [
		tcp({...common, from, to, flags: 'S', seq: 100}),
		tcp({...common, from: to, to: from, flags: 'SA', seq: 500, ack: 101}),
		tcp({...common, from, to, flags: 'A', seq: 101, ack: 501}),
		tcp({...common, from, to, flags: 'PA', seq: 101, ack: 501, payload: request}),
		tcp({...common, from: to, to: from, flags: 'PA', seq: 501, ack: 101 + request.length, payload: answer}),
		tcp({...common, from: to, to: from, flags: 'RA', seq: 501 + answer.length, ack: 101 + request.length}),
	];
}

/** A Name Resolution Block that gives 10.9.0.1 every trick as a name. */
function hostNames() {
	return block(4, little => {
		const records = TRICK_BYTES.map(trick =>
			optionBytes([[1, concat(Uint8Array.of(10, 9, 0, 1), trick, Uint8Array.of(0))]], little).subarray(0, -4),
		);
		return concat(...records, new Uint8Array(4));
	});
}

/** The same gzip data with a name of the file in its header (RFC 1952 2.3.1, FNAME). */
export function withGzipName(compressed: Uint8Array, name: Uint8Array): Uint8Array {
	const head = compressed.slice(0, 10);
	head[3]! |= 0x08;
	return concat(
		head,
		name.filter(byte => byte !== 0),
		Uint8Array.of(0),
		compressed.subarray(10),
	);
}
