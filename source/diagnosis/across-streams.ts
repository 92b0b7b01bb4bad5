import type {CaptureTables} from '../analysis/tables/capture-tables.ts';
import {Analysis, TcpFlag} from '../analysis/tables/packet-table.ts';
import {StreamFlag} from '../analysis/tables/stream-table.ts';

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

/** What all streams to one server address and port show together. Times are seconds since 1970. */
export interface ServiceFacts {
	streams: number;
	accepted: number;
	/** Connections whose only answer was a reset, and when. */
	readonly refusedAt: number[];
	/** SYNs that were repeated in vain. */
	unanswered: number;
	/** Accepted by the kernel, their data acknowledged, never answered. */
	ignored: number;
	tls: number;
	/** Packets with which the server closed or reset a connection, oldest first. */
	readonly endings: number[];
	/** When it accepted connections. */
	readonly acceptedAt: number[];
	/** Connections without a byte, by the client's address. */
	readonly checks: Map<number, Checks>;
}

/** Connections without a byte from one client to one service. */
interface Checks {
	/** When they began. */
	readonly times: number[];
	/** Seconds between them, if there are at least three and they are regular; else 0. */
	period: number;
}

/** What all streams to one server address show together. */
export interface HostFacts {
	/** Shortest SYN to SYN/ACK, in nanoseconds, and the TTL of the SYN/ACK. */
	trip: number;
	ttl: number;
}

/** What no stream shows by itself. Made once, when the capture is loaded; reads the tables only. */
export class AcrossStreams {
	private readonly services = new Map<number, ServiceFacts>();
	private readonly hosts = new Map<number, HostFacts>();
	/** Client addresses that opened connections to many ports and never spoke. */
	private readonly scanners = new Map<number, Set<number>>();
	/** A stream with a stranger, and the stream that it was a part of; both ways. */
	readonly strays = new Map<number, number>();
	/** Streams that reuse the ports of one that was not closed. */
	readonly replaces = new Map<number, number>();

	constructor(private readonly tables: CaptureTables) {
		const {streams} = tables;
		const byPorts = new Map<number, number>();
		for (let stream = 0; stream < streams.length; stream++) {
			this.noteService(stream);
			this.notePorts(stream, byPorts);
		}
		for (const service of this.services.values()) {
			service.endings.sort(ascending);
			service.refusedAt.sort(ascending);
			service.acceptedAt.sort(ascending);
			for (const checks of service.checks.values()) checks.period = regularPeriod(checks.times);
		}
	}

	service(stream: number): ServiceFacts {
		return this.services.get(this.serviceKey(stream))!;
	}

	/** The server's host as its other streams show it. */
	host(stream: number): HostFacts | undefined {
		return this.hosts.get(this.tables.streams.address(stream, 'server'));
	}

	/** The client probes many ports. */
	isScanner(stream: number): boolean {
		return (this.scanners.get(this.tables.streams.address(stream, 'client'))?.size ?? 0) >= SCANNED_PORTS;
	}

	/** Number of streams of the same service that the server ended in the same instant as this one at `row`. */
	endedTogether(stream: number, row: number): number {
		const [from, to] = this.sameInstant(stream, row);
		return to - from;
	}

	/** The streams that the server ended in that instant are of more than one client. */
	endedForSeveralClients(stream: number, row: number): boolean {
		const {packets, streams} = this.tables;
		const {endings} = this.service(stream);
		const [from, to] = this.sameInstant(stream, row);
		const client = streams.address(stream, 'client');
		for (let i = from; i < Math.min(to, from + NEIGHBOURS); i++)
			if (streams.address(packets.stream(endings[i]!), 'client') !== client) return true;
		return false;
	}

	/** Seconds from `row` to the next refused connection of the service, if none was accepted between; else infinite. */
	refusedAfter(stream: number, row: number): number {
		const at = this.seconds(row);
		const {refusedAt, acceptedAt} = this.service(stream);
		const refused = refusedAt[indexAbove(refusedAt, at, false)];
		if (refused === undefined || refused - at > REFUSED_SOON) return Number.POSITIVE_INFINITY;
		return countWithin(acceptedAt, at, refused) > 0 ? Number.POSITIVE_INFINITY : refused - at;
	}

	/** Seconds between checks without a byte from the same client, if there are at least three and they are regular. */
	checkPeriod(stream: number): number {
		return this.service(stream).checks.get(this.tables.streams.address(stream, 'client'))?.period ?? 0;
	}

	/** Range of the service's `endings` within the same instant as `row`. */
	private sameInstant(stream: number, row: number): readonly [from: number, to: number] {
		const {endings} = this.service(stream);
		const at = this.seconds(row);
		const secondsOf = (ending: number) => this.seconds(ending);
		return [
			indexAbove(endings, at - SAME_INSTANT, false, secondsOf),
			indexAbove(endings, at + SAME_INSTANT, true, secondsOf),
		];
	}

	private noteService(stream: number): void {
		const {streams} = this.tables;
		const key = this.serviceKey(stream);
		let service = this.services.get(key);
		if (service === undefined) {
			service = {
				streams: 0,
				accepted: 0,
				refusedAt: [],
				unanswered: 0,
				ignored: 0,
				tls: 0,
				endings: [],
				acceptedAt: [],
				checks: new Map(),
			};
			this.services.set(key, service);
		}
		service.streams++;
		const flags = streams.flags(stream);
		if ((flags & StreamFlag.TLS) !== 0) service.tls++;
		const bySyn = (flags & (StreamFlag.SYN_A | StreamFlag.SYN_B)) !== 0;
		const isAnswered = (flags & (StreamFlag.SYN_ACK_A | StreamFlag.SYN_ACK_B)) !== 0;
		const isReset = (flags & (StreamFlag.RST_A | StreamFlag.RST_B)) !== 0;
		if (streams.payloadBytes(stream, 'client') > 0 && streams.payloadBytes(stream, 'server') === 0) {
			if (streams.packets(stream, 'server') > 1 && this.lasts(stream)) service.ignored++;
		}
		if (isAnswered) this.noteAccepted(service, stream, flags);
		else if (bySyn) {
			if (streams.packets(stream, 'server') === 0) {
				if (this.lasts(stream)) service.unanswered++;
			} else if (isReset && this.isRefused(stream)) service.refusedAt.push(this.seconds(streams.lastRow(stream)));
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

	private noteAccepted(service: ServiceFacts, stream: number, flags: number): void {
		const {streams} = this.tables;
		service.accepted++;
		service.acceptedAt.push(this.seconds(streams.firstRow(stream)));
		this.noteHost(stream);
		const clientPayload = streams.payloadBytes(stream, 'client');
		const serverPayload = streams.payloadBytes(stream, 'server');
		if (clientPayload === 0 && serverPayload === 0) this.noteCheck(service, stream);
		const FINISHED = StreamFlag.FIN_A | StreamFlag.FIN_B | StreamFlag.RST_A | StreamFlag.RST_B;
		if ((flags & FINISHED) === 0) return;
		const ended = this.serverEnds(stream);
		if (ended >= 0) service.endings.push(ended);
	}

	private noteCheck(service: ServiceFacts, stream: number): void {
		const {streams} = this.tables;
		const client = streams.address(stream, 'client');
		const checks = service.checks.get(client);
		const at = this.seconds(streams.firstRow(stream));
		if (checks === undefined) service.checks.set(client, {times: [at], period: 0});
		else checks.times.push(at);
		let ports = this.scanners.get(client);
		if (ports === undefined) {
			ports = new Set();
			this.scanners.set(client, ports);
		}
		if (ports.size < SCANNED_PORTS) ports.add(this.serviceKey(stream));
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
		const host = this.hosts.get(address);
		if (host === undefined) this.hosts.set(address, {trip, ttl: packets.ttl(opening)});
		else if (trip < host.trip) host.trip = trip;
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
	private notePorts(stream: number, byPorts: Map<number, number>): void {
		const {streams} = this.tables;
		const clientPort = streams.port(stream, 'client');
		const serverPort = streams.port(stream, 'server');
		const ports = Math.min(clientPort, serverPort) * 65_536 + Math.max(clientPort, serverPort);
		const before = byPorts.get(ports);
		if (before === undefined) {
			byPorts.set(ports, stream);
			return;
		}
		const shared = this.sharedAddresses(before, stream);
		if (shared === 2) {
			this.replaces.set(stream, before);
			byPorts.set(ports, stream);
		} else if (shared === 1 && this.isStray(before, stream)) {
			this.strays.set(stream, before);
			this.strays.set(before, stream);
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

	private serviceKey(stream: number): number {
		const {streams} = this.tables;
		return streams.address(stream, 'server') * 65_536 + streams.port(stream, 'server');
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

function ascending(a: number, b: number): number {
	return a - b;
}

/** Number of values in `[from, to]` of an ascending list. */
function countWithin(sorted: readonly number[], from: number, to: number): number {
	return indexAbove(sorted, to, true) - indexAbove(sorted, from, false);
}

/** Index of the first entry whose value is above (or, if not `strictly`, at or above) a limit. */
function indexAbove(
	sorted: readonly number[],
	limit: number,
	strictly: boolean,
	keyOf: (entry: number) => number = entry => entry,
): number {
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
