import type {CaptureTables} from '../../analysis/tables/capture-tables.ts';
import type {Finding} from '../../diagnosis/endings/findings.ts';
import {VERDICTS, type VerdictId} from '../../diagnosis/verdicts.ts';
import {countOf, spanText} from '../../diagnosis/words/amounts.ts';
import {formatTimeOfDay} from '../../dissect/time.ts';
import {addressText, countText, endpointText, hostName} from '../format.ts';

/** What several streams show together, in a sentence. Names of hosts in it are not sanitised. */
export function findingText(finding: Finding, tables: CaptureTables): string {
	const words = new FindingWords(finding, tables);
	if (finding.kind === 'scan') return scanText(finding, words);
	if (finding.kind === 'check') return checkText(finding, words);
	const told = OF_SERVICE[VERDICTS[finding.verdict]!.id];
	return told === undefined
		? `${words.connections} to ${words.server} ended as ${VERDICTS[finding.verdict]!.id}.`
		: told(words);
}

const OF_SERVICE: Readonly<Partial<Record<VerdictId, (words: FindingWords) => string>>> = {
	'server-died': w => `The process behind ${w.server} ended ${w.when}; ${w.connections} fell with it.`,
	'accept-queue-full': w =>
		`${w.server} does not accept as fast as clients connect: ${w.connections} ${w.were} left waiting.`,
	'connection-refused': w => `${w.server} refused ${w.share}, ${w.from}.`,
	'syn-unanswered': w => `${w.server} left ${w.share} unanswered, ${w.from}.`,
	'path-forgot-connection': w => `The path to ${w.server} forgot ${w.connections} that had been silent.`,
	'idle-timeout-reset': w => `${w.connections} to ${w.server} ${w.were} reset at an idle limit.`,
	'stale-connection-reset': w =>
		`${w.server} or its clients no longer knew ${w.connections}: a restart, a failover or lost state.`,
	'middlebox-reset': w => `A device on the path to ${w.server} reset ${w.connections}.`,
};

function scanText({of, hosts}: Finding, words: FindingWords): string {
	const where = hosts === 1 ? '1 host' : countOf(hosts, 'host');
	return `${words.client} tried ${countOf(of, 'port')} of ${where} and never sent a byte: a port scan.`;
}

function checkText({period}: Finding, words: FindingWords): string {
	return `${words.client} checks ${words.server} every ${spanText(period * 1e9)}: ${words.connections} without a byte.`;
}

/** Seconds within which things happen at the same time. */
const AT_ONCE = 1;

/** The words that findings are told with. */
class FindingWords {
	constructor(
		private readonly finding: Finding,
		private readonly tables: CaptureTables,
	) {}

	get server(): string {
		return endpointText(this.tables.addresses, this.finding.server, this.finding.port);
	}

	get client(): string {
		const {addresses} = this.tables;
		return hostName(addresses, this.finding.client) ?? addressText(addresses, this.finding.client);
	}

	get connections(): string {
		return countOf(this.finding.streams, 'connection');
	}

	get were(): string {
		return this.finding.streams === 1 ? 'was' : 'were';
	}

	/** When the first and the last of the streams ended: `at 06:31:20 UTC`. */
	get when(): string {
		const {first, last} = this.finding;
		const {streams} = this.tables;
		return this.span(streams.lastRow(first), streams.lastRow(last), 'at', 'between');
	}

	/** When they began. */
	get from(): string {
		const {first, last} = this.finding;
		const {streams} = this.tables;
		return this.span(streams.firstRow(first), streams.firstRow(last), 'at', 'from');
	}

	/** The streams among all of the server: `all 7 connections`, `7 of 12 connections`. At least two. */
	get share(): string {
		const {streams, of} = this.finding;
		if (streams === of) return streams === 2 ? 'both connections' : `all ${this.connections}`;
		return `${countText(streams)} of ${countOf(of, 'connection')}`;
	}

	private span(one: number, other: number, at: string, between: string): string {
		const {packets} = this.tables;
		const [from, to] = packets.nanosecondsBetween(one, other) < 0 ? [other, one] : [one, other];
		const clock = (row: number) => formatTimeOfDay(packets.seconds(row));
		if (packets.nanosecondsBetween(from, to) < AT_ONCE * 1e9) return `${at} ${clock(from)} UTC`;
		return `${between} ${clock(from)} ${between === 'from' ? 'to' : 'and'} ${clock(to)} UTC`;
	}
}
