import fc from 'fast-check';
import {concat, type Frame, tcp} from './packet-builder.ts';
import {
	APPLICATION_DATA,
	clientHello,
	filled,
	HANDSHAKE,
	message,
	record,
	records,
	serverHello,
	serverHelloDone,
} from './tls-messages.ts';

/** A certificate message that is empty but for bytes behind its list. */
const certificate = (length: number) => message(11, concat(filled(3, 0), filled(length, 7)));

const clientSays = fc.oneof(
	fc
		.record({keyShare: fc.constantFrom(32, 1216, 1216, 3000), size: fc.constantFrom(16_384, 16_384, 700, 100, 31)})
		.map(({keyShare, size}) => records(HANDSHAKE, clientHello({keyShare}), size)),
	fc.constantFrom(0, 1, 4, 40, 1400, 4000).map(length => record(APPLICATION_DATA, filled(length, 0x5a))),
	fc.constant(record(20, Uint8Array.of(1))),
);

const serverSays = fc.oneof(
	fc
		.record({length: fc.constantFrom(0, 10, 2500, 6000), size: fc.constantFrom(16_384, 16_384, 4096, 1000, 60, 7)})
		.map(({length, size}) =>
			records(
				HANDSHAKE,
				concat(serverHello(), certificate(length), serverHelloDone),
				length > 100 ? Math.max(size, 500) : size,
			),
		),
	fc.constantFrom(0, 1, 4, 40, 1400, 4000).map(length => record(APPLICATION_DATA, filled(length, 0x5b))),
	fc.constant(record(21, Uint8Array.of(1, 0))),
);

/** What happens to a segment on the way. */
type Fate = 'arrives' | 'lost' | 'twice' | 'late' | 'cut' | 'again with the one before' | 'again, altered';

const fate: fc.Arbitrary<Fate> = fc.oneof(
	{arbitrary: fc.constant<Fate>('arrives'), weight: 12},
	{
		arbitrary: fc.constantFrom<Fate>('lost', 'twice', 'late', 'cut', 'again with the one before', 'again, altered'),
		weight: 1,
	},
);

interface Segment {
	readonly size: number;
	readonly fate: Fate;
	/** Microseconds. */
	readonly pause: number;
}

const segment: fc.Arbitrary<Segment> = fc.record({
	size: fc.constantFrom(1460, 1460, 1460, 1400, 536, 1000, 1, 3, 5, 6, 40),
	fate,
	pause: fc.constantFrom(10, 1000, 10_000, 300_000),
});

/** Random TLS over one connection, cut into random segments, of which some are lost, repeated, swapped or cut. */
export const randomTls: fc.Arbitrary<Frame[]> = fc
	.record({
		client: fc.array(clientSays, {minLength: 1, maxLength: 4}),
		server: fc.array(serverSays, {minLength: 1, maxLength: 4}),
		segments: fc.array(segment, {minLength: 5, maxLength: 40, size: 'max'}),
	})
	.map(({client, server, segments}) => {
		const frames: Frame[] = [];
		let time = 0;
		const push = (pause: number, fromServer: boolean, frame: Omit<Parameters<typeof tcp>[0], 'from' | 'to'>) => {
			time += pause / 1e6;
			const ends = ['10.0.0.1:40000', '10.0.0.2:443'] as const;
			const [from, to] = fromServer ? [ends[1], ends[0]] : ends;
			frames.push(tcp({from, to, time, ...frame}));
		};
		push(0, false, {flags: 'S', seq: 1000});
		push(100, true, {flags: 'SA', seq: 5000, ack: 1001});
		push(100, false, {seq: 1001, ack: 5001});
		let next = 0;
		const send = (fromServer: boolean, bytes: Uint8Array) => {
			const [first, ack] = fromServer ? [5001, 1001] : [1001, 5001];
			const part = (from: number, to: number) => ({
				flags: 'PA',
				seq: first + from,
				ack,
				payload: bytes.subarray(from, to),
			});
			const late: (() => void)[] = [];
			for (let at = 0, before = 0; at < bytes.length; ) {
				const {size, fate, pause} = segments[next++ % segments.length]!;
				const end = Math.min(bytes.length, at + size);
				const usual = part(at, end);
				if (fate === 'late') late.push(() => push(pause, fromServer, usual));
				else if (fate === 'cut') push(pause, fromServer, {...usual, snapLength: 54 + (size >> 1)});
				else if (fate !== 'lost') push(pause, fromServer, usual);
				if (fate === 'twice') push(pause, fromServer, usual);
				if (fate === 'again with the one before') push(pause, fromServer, part(before, end));
				if (fate === 'again, altered')
					push(pause, fromServer, {...usual, payload: usual.payload.map(byte => byte ^ 1)});
				if (fate !== 'late') for (const sendLate of late.splice(0)) sendLate();
				before = at;
				at = end;
			}
			for (const sendLate of late) sendLate();
		};
		send(false, concat(...client));
		send(true, concat(...server));
		return frames;
	});
