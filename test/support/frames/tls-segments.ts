import {type Frame, type TcpOptions, tcp} from './packet-builder.ts';

const CLIENT = '10.0.0.1:40000';
const SERVER = '10.0.0.2:443';

/** A connection to port 443, whose sides say things segment by segment. */
export class TlsConversation {
	readonly frames: Frame[];
	private readonly sent = {client: 1001, server: 5001};

	constructor() {
		this.frames = [
			tcp({from: CLIENT, to: SERVER, flags: 'S', seq: 1000, time: 0}),
			tcp({from: SERVER, to: CLIENT, flags: 'SA', seq: 5000, ack: 1001, time: 0.001}),
			tcp({from: CLIENT, to: SERVER, seq: 1001, ack: 5001, time: 0.002}),
		];
	}

	/** Sends bytes cut at these places, and gives the segments. */
	say(who: 'client' | 'server', bytes: Uint8Array, ...cuts: readonly number[]): Frame[] {
		const frames = this.segments(who, bytes, ...cuts);
		this.frames.push(...frames);
		return frames;
	}

	/** The same, not sent: to be lost, late or changed. */
	segments(who: 'client' | 'server', bytes: Uint8Array, ...cuts: readonly number[]): Frame[] {
		const places = [0, ...cuts, bytes.length];
		const first = this.sent[who];
		this.sent[who] += bytes.length;
		return cuts.concat(bytes.length).map((end, index) => {
			const from = places[index]!;
			return this.segment(who, first + from, bytes.subarray(from, end));
		});
	}

	/** One segment with any place and bytes. */
	segment(who: 'client' | 'server', seq: number, payload: Uint8Array, more: Partial<TcpOptions> = {}): Frame {
		const ends = who === 'client' ? {from: CLIENT, to: SERVER} : {from: SERVER, to: CLIENT};
		const ack = who === 'client' ? this.sent.server : this.sent.client;
		return tcp({...ends, flags: 'PA', seq, ack, payload, time: this.frames.length / 100, ...more});
	}
}
