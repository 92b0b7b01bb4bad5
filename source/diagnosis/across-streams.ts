import type {CaptureTables} from '../analysis/tables/capture-tables.ts';
import {Analysis, TcpFlag} from '../analysis/tables/packet-table.ts';
import {StreamFlag} from '../analysis/tables/stream-table.ts';
import {PairCounts} from './endings/pair-counts.ts';
import {RowsByGroup} from './rows-by-group.ts';

/** In nanoseconds: a live service answers, and a SYN is repeated, within this time. */
const ANSWER_TIME = 0.9e9;
/** Endings this close together are one event. */
const SAME_INSTANT = 0.25;
/** A refused connection says something about an ending up to so many seconds before it. */
const REFUSED_SOON = 30;
/** Packets back from a stream's end among which the server's closing packet is looked for. */
const CLOSING_PACKETS = 24;
/** So many ports that one client tries without a word are a scan. */
export const SCANNED_PORTS = 8;
/** Fewer checks show no period. */
export const LEAST_CHECKS = 3;
/** Of so many endings in one instant the clients are compared. */
const NEIGHBOURS = 64;
/** The stranger's packet comes so many seconds within the connection that it hurts. */
const STRAY_WINDOW = 1;

/** What all streams to one server address and port show together. */
export interface ServiceFacts {
	readonly accepted: number;
	/** SYNs that were repeated in vain. */
	readonly unanswered: number;
	/** Accepted by the kernel, their data acknowledged, never answered. */
	readonly ignored: number;
	readonly tls: number;
}

/** What all streams to one server address show together. */
export interface HostFacts {
	/** Shortest SYN to SYN/ACK, in nanoseconds, and the TTL of the SYN/ACK. */
	readonly trip: number;
	readonly ttl: number;
}

/**
 * What no stream shows by itself. Made once, when the capture is loaded; reads the tables only. Everything is kept in
 * typed arrays by stream, service or address, of which memory is taken only where something is written: a scan has a
 * service a stream.
 */
export class AcrossStreams {
	/** Server address and port of each service. */
	private readonly services: PairCounts;
	/** Stream → number of its service. */
	private readonly serviceOf: Uint32Array;
	/** Counts by service. */
	private readonly accepted: Uint32Array;
	private readonly unanswered: Uint32Array;
	private readonly ignored: Uint32Array;
	private readonly tls: Uint32Array;
	/** Stream → row, plus one, of the packet with which the server accepted, refused, or closed or reset it; 0 for none. */
	private readonly acceptedAt: Uint32Array;
	private readonly refusedAt: Uint32Array;
	private readonly endedAt: Uint32Array;
	/** The same rows by service, oldest first. */
	private readonly acceptances: RowsByGroup;
	private readonly refusals: RowsByGroup;
	private readonly endings: RowsByGroup;
	/** Service and client address of connections without a byte: checks, unless they are a scan. */
	private readonly checks: PairCounts;
	/** Stream → number of its checks, plus one; 0 for none. */
	private readonly checksOf: Uint32Array;
	/** Seconds between checks, by their number; 0 where they are not regular. */
	private readonly periods: Float64Array;
	/** By client address: services to which it opened connections and never spoke. */
	private readonly probed: Uint32Array;
	/** By server address. `trips` is nothing where `hasHost` is 0. */
	private readonly trips: Float64Array;
	private readonly ttls: Uint8Array;
	private readonly hasHost: Uint8Array;
	/** Streams, plus one: with a stranger the one that it was a part of, and the other way round; and whose ports it reuses. */
	private readonly strays: Uint32Array;
	private readonly replaced: Uint32Array;

	constructor(private readonly tables: CaptureTables) {
		const {streams, addresses} = tables;
		const perStream = () => new Uint32Array(streams.length);
		this.services = new PairCounts();
		this.checks = new PairCounts();
		this.serviceOf = perStream();
		this.accepted = perStream();
		this.unanswered = perStream();
		this.ignored = perStream();
		this.tls = perStream();
		this.acceptedAt = perStream();
		this.refusedAt = perStream();
		this.endedAt = perStream();
		this.checksOf = perStream();
		this.strays = perStream();
		this.replaced = perStream();
		this.probed = new Uint32Array(addresses.length);
		this.trips = new Float64Array(addresses.length);
		this.ttls = new Uint8Array(addresses.length);
		this.hasHost = new Uint8Array(addresses.length);
		const byPorts = new PairCounts();
		const holders = perStream();
		for (let stream = 0; stream < streams.length; stream++) {
			this.noteService(stream);
			this.notePorts(stream, byPorts, holders);
		}
		this.acceptances = this.byService(this.acceptedAt);
		this.refusals = this.byService(this.refusedAt);
		this.endings = this.byService(this.endedAt);
		this.endings.sort(row => row);
		this.acceptances.sort(row => this.seconds(row));
		this.refusals.sort(row => this.seconds(row));
		this.periods = this.periodsOfChecks();
	}

	private byService(rows: Uint32Array): RowsByGroup {
		const serviceOf = (stream: number) => this.serviceOf[stream]!;
		return new RowsByGroup(rows.length, this.services.length, serviceOf, stream => rows[stream]! - 1);
	}

	private periodsOfChecks(): Float64Array {
		const {checks, checksOf, tables} = this;
		const checksOfStream = (stream: number) => checksOf[stream]! - 1;
		const firstRow = (stream: number) => (checksOf[stream] === 0 ? -1 : tables.streams.firstRow(stream));
		const rows = new RowsByGroup(checksOf.length, checks.length, checksOfStream, firstRow);
		const periods = new Float64Array(checks.length);
		for (let check = 0; check < checks.length; check++) {
			if (checks.count(check) < LEAST_CHECKS) continue;
			periods[check] = regularPeriod(Array.from(rows.of(check), row => this.seconds(row)));
		}
		return periods;
	}

	service(stream: number): ServiceFacts {
		const service = this.serviceOf[stream]!;
		return {
			accepted: this.accepted[service]!,
			unanswered: this.unanswered[service]!,
			ignored: this.ignored[service]!,
			tls: this.tls[service]!,
		};
	}

	/** The server's host as its other streams show it. */
	host(stream: number): HostFacts | undefined {
		const address = this.tables.streams.address(stream, 'server');
		return this.hasHost[address] === 0 ? undefined : {trip: this.trips[address]!, ttl: this.ttls[address]!};
	}

	/** The client probes many ports. */
	isScanner(stream: number): boolean {
		return this.probed[this.tables.streams.address(stream, 'client')]! >= SCANNED_PORTS;
	}

	/** The stream of which this one is a stranger, or its stranger; undefined where there is none. */
	strayOf(stream: number): number | undefined {
		const other = this.strays[stream]!;
		return other === 0 ? undefined : other - 1;
	}

	/** The stream that was not closed and whose ports this one reuses; undefined where there is none. */
	replacedBy(stream: number): number | undefined {
		const other = this.replaced[stream]!;
		return other === 0 ? undefined : other - 1;
	}

	/** Number of streams of the same service that the server ended in the same instant as this one at `row`. */
	endedTogether(stream: number, row: number): number {
		const [from, to] = this.sameInstant(stream, row);
		return to - from;
	}

	/** The streams that the server ended in that instant are of more than one client. */
	endedForSeveralClients(stream: number, row: number): boolean {
		const {packets, streams} = this.tables;
		const endings = this.endings.of(this.serviceOf[stream]!);
		const [from, to] = this.sameInstant(stream, row);
		const client = streams.address(stream, 'client');
		for (let i = from; i < Math.min(to, from + NEIGHBOURS); i++)
			if (streams.address(packets.stream(endings[i]!), 'client') !== client) return true;
		return false;
	}

	/** Seconds from `row` to the next refused connection of the service, if none was accepted between; else infinite. */
	refusedAfter(stream: number, row: number): number {
		const at = this.seconds(row);
		const service = this.serviceOf[stream]!;
		const secondsOf = (other: number) => this.seconds(other);
		const refusals = this.refusals.of(service);
		const refusal = refusals[indexAbove(refusals, at, false, secondsOf)];
		if (refusal === undefined) return Number.POSITIVE_INFINITY;
		const refused = this.seconds(refusal);
		if (refused - at > REFUSED_SOON) return Number.POSITIVE_INFINITY;
		const acceptances = this.acceptances.of(service);
		const between = indexAbove(acceptances, refused, true, secondsOf) - indexAbove(acceptances, at, false, secondsOf);
		return between > 0 ? Number.POSITIVE_INFINITY : refused - at;
	}

	/** Seconds between checks without a byte from the same client, if there are at least three and they are regular. */
	checkPeriod(stream: number): number {
		const check = this.checks.find(this.serviceOf[stream]!, this.tables.streams.address(stream, 'client'));
		return check < 0 ? 0 : this.periods[check]!;
	}

	/** Range of the service's `endings` within the same instant as `row`. */
	private sameInstant(stream: number, row: number): readonly [from: number, to: number] {
		const endings = this.endings.of(this.serviceOf[stream]!);
		const at = this.seconds(row);
		const secondsOf = (ending: number) => this.seconds(ending);
		return [
			indexAbove(endings, at - SAME_INSTANT, false, secondsOf),
			indexAbove(endings, at + SAME_INSTANT, true, secondsOf),
		];
	}

	private noteService(stream: number): void {
		const {streams} = this.tables;
		const service = this.services.add(streams.address(stream, 'server'), streams.port(stream, 'server'), stream);
		this.serviceOf[stream] = service;
		const flags = streams.flags(stream);
		if ((flags & StreamFlag.TLS) !== 0) this.tls[service]!++;
		const bySyn = (flags & (StreamFlag.SYN_A | StreamFlag.SYN_B)) !== 0;
		const isAnswered = (flags & (StreamFlag.SYN_ACK_A | StreamFlag.SYN_ACK_B)) !== 0;
		const isReset = (flags & (StreamFlag.RST_A | StreamFlag.RST_B)) !== 0;
		if (streams.payloadBytes(stream, 'client') > 0 && streams.payloadBytes(stream, 'server') === 0) {
			if (streams.packets(stream, 'server') > 1 && this.lasts(stream)) this.ignored[service]!++;
		}
		if (isAnswered) this.noteAccepted(service, stream, flags);
		else if (bySyn) {
			if (streams.packets(stream, 'server') === 0) {
				if (this.lasts(stream)) this.unanswered[service]!++;
			} else if (isReset && this.isRefused(stream)) this.refusedAt[stream] = streams.lastRow(stream) + 1;
		}
	}

	/** The last packet is a reset of the server that directly follows a SYN: a SYN/ACK may merely be missing. */
	private isRefused(stream: number): boolean {
		const {packets, streams} = this.tables;
		const last = streams.lastRow(stream);
		const asked = packets.previous(last);
		const isFromServer = packets.isFromB(last) !== streams.clientIsB(stream);
		return (
			isFromServer &&
			(packets.flags(last) & TcpFlag.RST) !== 0 &&
			asked >= 0 &&
			(packets.flags(asked) & TcpFlag.SYN) !== 0
		);
	}

	private noteAccepted(service: number, stream: number, flags: number): void {
		const {streams} = this.tables;
		this.accepted[service]!++;
		this.acceptedAt[stream] = streams.firstRow(stream) + 1;
		this.noteHost(stream);
		const clientPayload = streams.payloadBytes(stream, 'client');
		const serverPayload = streams.payloadBytes(stream, 'server');
		if (clientPayload === 0 && serverPayload === 0) this.noteCheck(service, stream);
		const FINISHED = StreamFlag.FIN_A | StreamFlag.FIN_B | StreamFlag.RST_A | StreamFlag.RST_B;
		if ((flags & FINISHED) === 0) return;
		this.endedAt[stream] = this.serverEnds(stream) + 1;
	}

	private noteCheck(service: number, stream: number): void {
		const client = this.tables.streams.address(stream, 'client');
		const check = this.checks.add(service, client, stream);
		this.checksOf[stream] = check + 1;
		if (this.checks.count(check) === 1) this.probed[client]!++;
	}

	/** Second and first packet of a stream that begins with SYN and SYN/ACK: the host's distance. */
	private noteHost(stream: number): void {
		const {packets, streams} = this.tables;
		const first = streams.firstRow(stream);
		const address = streams.address(stream, 'server');
		let row = streams.lastRow(stream);
		let opening = -1;
		for (let n = 0; row > first && n < CLOSING_PACKETS; n++, row = packets.previous(row)) {
			if ((packets.flags(row) & (TcpFlag.SYN | TcpFlag.ACK)) === (TcpFlag.SYN | TcpFlag.ACK)) opening = row;
		}
		if (opening < 0) return;
		const trip = packets.nanosecondsBetween(first, opening);
		if (this.hasHost[address] === 0) {
			this.hasHost[address] = 1;
			this.trips[address] = trip;
			this.ttls[address] = packets.ttl(opening);
		} else if (trip < this.trips[address]!) this.trips[address] = trip;
	}

	/** Row of the packet with which the server ended the stream, unprovoked; -1 where the client did. */
	private serverEnds(stream: number): number {
		const {packets, streams} = this.tables;
		const clientIsB = streams.clientIsB(stream);
		let found = -1;
		let row = streams.lastRow(stream);
		for (let n = 0; row >= 0 && n < CLOSING_PACKETS; n++, row = packets.previous(row)) {
			if ((packets.analysis(row) & Analysis.QUOTED) !== 0) continue;
			const flags = packets.flags(row);
			const isServer = packets.isFromB(row) !== clientIsB;
			if ((flags & (TcpFlag.FIN | TcpFlag.RST)) === 0) continue;
			found = isServer ? row : -1;
		}
		return found;
	}

	/** Streams that share both ports and an address, at the same time or one after the other. */
	private notePorts(stream: number, byPorts: PairCounts, holders: Uint32Array): void {
		const {streams} = this.tables;
		const clientPort = streams.port(stream, 'client');
		const serverPort = streams.port(stream, 'server');
		const pair = byPorts.add(Math.min(clientPort, serverPort), Math.max(clientPort, serverPort), stream);
		const before = holders[pair]!;
		if (byPorts.count(pair) === 1) {
			holders[pair] = stream;
			return;
		}
		const shared = this.sharedAddresses(before, stream);
		if (shared === 2) {
			this.replaced[stream] = before + 1;
			holders[pair] = stream;
		} else if (shared === 1 && this.isStray(before, stream)) {
			this.strays[stream] = before + 1;
			this.strays[before] = stream + 1;
		}
	}

	private sharedAddresses(one: number, other: number): number {
		const {streams} = this.tables;
		const a = [streams.address(one, 'client'), streams.address(one, 'server')];
		const b = [streams.address(other, 'client'), streams.address(other, 'server')];
		return b.filter(address => a.includes(address)).length;
	}

	/** A few packets without a handshake, reset at once, in the middle of a connection with the same ports. */
	private isStray(connection: number, stray: number): boolean {
		const {streams} = this.tables;
		const OPENING = StreamFlag.SYN_A | StreamFlag.SYN_B | StreamFlag.SYN_ACK_A | StreamFlag.SYN_ACK_B;
		const flags = streams.flags(stray);
		if ((flags & OPENING) !== 0 || (flags & (StreamFlag.RST_A | StreamFlag.RST_B)) === 0) return false;
		if (streams.packets(stray, 'client') + streams.packets(stray, 'server') > 8) return false;
		const at = this.seconds(streams.firstRow(stray));
		const from = this.seconds(streams.firstRow(connection));
		return at >= from && at <= this.seconds(streams.lastRow(connection)) + STRAY_WINDOW;
	}

	/** Long enough for an answer, or for a repeated SYN. */
	private lasts(stream: number): boolean {
		const {packets, streams} = this.tables;
		return packets.nanosecondsBetween(streams.firstRow(stream), streams.lastRow(stream)) >= ANSWER_TIME;
	}

	private seconds(row: number): number {
		const {packets} = this.tables;
		return packets.seconds(row) + packets.nanoseconds(row) / 1e9;
	}
}

/** The time between events, if there are at least three and they are regular; else 0. */
export function regularPeriod(times: readonly number[]): number {
	if (times.length < LEAST_CHECKS) return 0;
	const first = times[0]!;
	const period = (times.at(-1)! - first) / (times.length - 1);
	const isRegular = times.every((time, index) => Math.abs(time - first - index * period) < Math.max(0.5, period * 0.2));
	return isRegular ? period : 0;
}

/** Index of the first entry whose value is above (or, if not `strictly`, at or above) a limit. */
function indexAbove(sorted: Uint32Array, limit: number, strictly: boolean, keyOf: (entry: number) => number): number {
	let low = 0;
	let high = sorted.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		const value = keyOf(sorted[middle]!);
		if (value < limit || (strictly && value === limit)) low = middle + 1;
		else high = middle;
	}
	return low;
}
