import type {CaptureTables} from '../../analysis/tables/capture-tables.ts';
import {type Finding, FindingMaker} from './findings.ts';
import {PairCounts} from './pair-counts.ts';
import {type Places, PlaceTally} from './places.ts';
import {type Timeline, TimelineMaker} from './timeline.ts';
import {byFrequency, verdictCounts} from './verdict-counts.ts';

/** A verdict, and where its streams are. */
export interface VerdictEndings {
	/** Index in `VERDICTS`. */
	readonly verdict: number;
	readonly streams: number;
	readonly servers: Places;
	readonly clients: Places;
}

/** How the streams of a capture ended, all together. Plain data: it can be posted to another thread. */
export interface EndingsSummary {
	/** Streams that were counted. */
	readonly streams: number;
	/** Of these, the ones that have no verdict yet because the capture is loading. */
	readonly unjudged: number;
	/** The most frequent first. */
	readonly verdicts: readonly VerdictEndings[];
	readonly servers: Places;
	readonly clients: Places;
	readonly timeline: Timeline;
	/** What streams show together; undefined while the capture is loading. */
	readonly findings: readonly Finding[] | undefined;
}

/**
 * Counts how streams ended.
 *
 * @param counted tcp.stream numbers, ascending
 * @param loaded every stream is judged
 */
export function summarizeEndings(tables: CaptureTables, counted: Uint32Array, loaded: boolean): EndingsSummary {
	const {streams} = tables;
	const services = new PairCounts();
	const servers = new PlaceTally({address: place => services.one(place), port: place => services.other(place)});
	const clients = new PlaceTally({address: place => place, port: () => 0});
	const timeline = new TimelineMaker(tables);
	const findings = new FindingMaker(tables, servers, services, counted.length);
	let unjudged = 0;
	for (const stream of counted) {
		const verdict = streams.verdict(stream);
		if (verdict === 0 && !loaded) {
			unjudged++;
			continue;
		}
		const server = services.add(streams.address(stream, 'server'), streams.port(stream, 'server'), stream);
		servers.add(server, verdict, stream);
		clients.add(streams.address(stream, 'client'), verdict, stream);
		timeline.add(stream, verdict);
		findings.add(stream, server);
	}
	const counts = verdictCounts(counted, stream => tables.streams.verdict(stream));
	counts[0]! -= unjudged;
	const serverPlaces = servers.summary(services.length);
	const clientPlaces = clients.summary(tables.addresses.length);
	return {
		streams: counted.length,
		unjudged,
		verdicts: byFrequency(counts).map(verdict => ({
			verdict,
			streams: counts[verdict]!,
			servers: serverPlaces.ofVerdict[verdict]!,
			clients: clientPlaces.ofVerdict[verdict]!,
		})),
		servers: serverPlaces.all,
		clients: clientPlaces.all,
		timeline: timeline.timeline,
		findings: loaded ? findings.findings(counted, serverPlaces.streams) : undefined,
	};
}
