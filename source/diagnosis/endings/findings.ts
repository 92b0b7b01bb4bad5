import type {CaptureTables} from '../../analysis/tables/capture-tables.ts';
import {LEAST_CHECKS, regularPeriod, SCANNED_PORTS} from '../across-streams.ts';
import {VERDICTS, type VerdictId, verdictIndex} from '../verdicts.ts';
import {PairCounts} from './pair-counts.ts';
import type {PlaceTally} from './places.ts';
import {Top} from './top.ts';

/** Something that several streams show together. report/finding-text.ts says it in a sentence. */
export interface Finding {
	readonly kind: 'service' | 'scan' | 'check';
	/** Index of the verdict that the streams share; 0 where they need not share one. */
	readonly verdict: number;
	/** Rows of the address table; -1 where many are meant. */
	readonly server: number;
	readonly port: number;
	readonly client: number;
	/** Streams that show it, and the first and the last of them. */
	readonly streams: number;
	readonly first: number;
	readonly last: number;
	/** Streams to the server in all; for a scan, the servers' addresses and ports that were tried. */
	readonly of: number;
	/** For a scan, the hosts that were tried. */
	readonly hosts: number;
	/** Seconds between two checks; 0 for what is no check. */
	readonly period: number;
}

/** Verdicts that say something about a server when several of its streams have them, and how many it takes. */
const OF_SERVICE: Readonly<Partial<Record<VerdictId, number>>> = {
	'server-died': 1,
	'accept-queue-full': 1,
	'connection-refused': 2,
	'syn-unanswered': 2,
	'path-forgot-connection': 2,
	'idle-timeout-reset': 2,
	'stale-connection-reset': 2,
	'middlebox-reset': 2,
};
const LEAST: readonly (number | undefined)[] = VERDICTS.map(({id}) => (OF_SERVICE as Record<string, number>)[id]);

const HEALTH_CHECK = verdictIndex('health-check');
/** In a scan each port is tried hardly more than once. */
const TRIES = 2;
/** Findings of a kind that are told. */
const TOLD = 20;

/** Collects what streams show together. */
export class FindingMaker {
	/** Streams without payload, the numbers of their servers' places, and how many each client address has. */
	private readonly emptyStreams: Uint32Array;
	private readonly emptyPlaces: Uint32Array;
	private emptyCount = 0;
	private readonly emptyOf: Uint32Array;
	/** Those of clients that have several, by client address and the number of the server's place. */
	private empty = new PairCounts();

	/**
	 * @param services numbers of the servers' places
	 * @param most streams that may be added
	 */
	constructor(
		private readonly tables: CaptureTables,
		private readonly servers: PlaceTally,
		private readonly services: PairCounts,
		most: number,
	) {
		this.emptyStreams = new Uint32Array(most);
		this.emptyPlaces = new Uint32Array(most);
		this.emptyOf = new Uint32Array(tables.addresses.length);
	}

	/** @param server number of the server's place in the tally of servers */
	add(stream: number, server: number): void {
		const {streams} = this.tables;
		if (streams.payloadBytes(stream, 'client') > 0 || streams.payloadBytes(stream, 'server') > 0) return;
		this.emptyStreams[this.emptyCount] = stream;
		this.emptyPlaces[this.emptyCount++] = server;
		this.emptyOf[streams.address(stream, 'client')]!++;
	}

	/** One empty connection of a client is neither a scan nor a check. */
	private pairEmpty(): void {
		const {streams} = this.tables;
		this.empty = new PairCounts(this.emptyCount);
		for (let n = 0; n < this.emptyCount; n++) {
			const stream = this.emptyStreams[n]!;
			const client = streams.address(stream, 'client');
			if (this.emptyOf[client]! >= LEAST_CHECKS) this.empty.add(client, this.emptyPlaces[n]!, stream);
		}
	}

	/**
	 * What is abnormal first, each kind by the number of streams.
	 *
	 * @param counted the streams that were added
	 * @param atServer number of streams at each server's place
	 */
	findings(counted: Uint32Array, atServer: Uint32Array): readonly Finding[] {
		this.pairEmpty();
		return [...this.ofServices(atServer), ...this.scans(), ...this.checks(counted, atServer)];
	}

	private ofServices(atServer: Uint32Array): readonly Finding[] {
		const {cells, names} = this.servers;
		const top = new Top(cell => cells.count(cell));
		for (let cell = 0; cell < cells.length; cell++) {
			const least = LEAST[cells.verdict(cell)];
			if (least !== undefined && cells.count(cell) >= least) top.add(cell);
		}
		return top.items.slice(0, TOLD).map(cell => {
			const place = cells.place(cell);
			return {
				kind: 'service',
				verdict: cells.verdict(cell),
				server: names.address(place),
				port: names.port(place),
				client: -1,
				streams: cells.count(cell),
				first: cells.first(cell),
				last: cells.last(cell),
				of: atServer[place]!,
				hosts: 1,
				period: 0,
			};
		});
	}

	private scans(): readonly Finding[] {
		const {empty} = this;
		const size = this.tables.addresses.length;
		const services = new Uint32Array(size);
		const tries = new Uint32Array(size);
		for (let pair = 0; pair < empty.length; pair++) {
			services[empty.one(pair)]!++;
			tries[empty.one(pair)]! += empty.count(pair);
		}
		const top = new Top(client => tries[client]!);
		for (let client = 0; client < size; client++) {
			if (services[client]! >= SCANNED_PORTS && tries[client]! <= services[client]! * TRIES) top.add(client);
		}
		const scans = new Map(
			top.items.slice(0, TOLD).map(client => [client, {hosts: new Set<number>(), first: -1, last: -1}]),
		);
		for (let pair = 0; pair < empty.length && scans.size > 0; pair++) {
			const scan = scans.get(empty.one(pair));
			if (scan === undefined) continue;
			scan.hosts.add(this.servers.names.address(empty.other(pair)));
			if (scan.first < 0) scan.first = empty.first(pair);
			scan.last = Math.max(scan.last, empty.last(pair));
		}
		return [...scans].map(([client, {hosts, first, last}]) => ({
			kind: 'scan',
			verdict: 0,
			server: -1,
			port: 0,
			client,
			streams: tries[client]!,
			first,
			last,
			of: services[client]!,
			hosts: hosts.size,
			period: 0,
		}));
	}

	private checks(counted: Uint32Array, atServer: Uint32Array): readonly Finding[] {
		const {empty} = this;
		const {streams} = this.tables;
		const {names} = this.servers;
		const top = new Top(pair => empty.count(pair));
		for (let pair = 0; pair < empty.length; pair++) {
			if (empty.count(pair) >= LEAST_CHECKS && streams.verdict(empty.first(pair)) === HEALTH_CHECK) top.add(pair);
		}
		const pairs = top.items.slice(0, TOLD);
		const times = this.openingTimes(counted, pairs);
		return pairs
			.map(pair => ({
				kind: 'check' as const,
				verdict: HEALTH_CHECK,
				server: names.address(empty.other(pair)),
				port: names.port(empty.other(pair)),
				client: empty.one(pair),
				streams: empty.count(pair),
				first: empty.first(pair),
				last: empty.last(pair),
				of: atServer[empty.other(pair)]!,
				hosts: 1,
				period: regularPeriod(times.get(pair)!),
			}))
			.filter(({period}) => period > 0);
	}

	/** When the streams without payload of some pairs began, in seconds since 1970. */
	private openingTimes(counted: Uint32Array, pairs: readonly number[]): ReadonlyMap<number, readonly number[]> {
		const times = new Map<number, number[]>(pairs.map(pair => [pair, []]));
		if (pairs.length === 0) return times;
		const {packets, streams} = this.tables;
		for (const stream of counted) {
			if (streams.verdict(stream) !== HEALTH_CHECK) continue;
			const service = this.services.find(streams.address(stream, 'server'), streams.port(stream, 'server'));
			const row = streams.firstRow(stream);
			const pair = this.empty.find(streams.address(stream, 'client'), service);
			times.get(pair)?.push(packets.seconds(row) + packets.nanoseconds(row) / 1e9);
		}
		return times;
	}
}
