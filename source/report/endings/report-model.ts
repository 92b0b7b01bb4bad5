import type {CaptureTables} from '../../analysis/tables/capture-tables.ts';
import {RecordFlag} from '../../analysis/tables/side-tables.ts';
import {type Side, StreamFlag} from '../../analysis/tables/stream-table.ts';
import {linkTypeName} from '../../capture/link-types.ts';
import type {DiagnosisOptions} from '../../diagnosis/context.ts';
import type {Category, Diagnosis} from '../../diagnosis/diagnosis.ts';
import {tlsAlert} from '../../diagnosis/knowledge/tls-alerts.ts';
import {sideFactTitle} from '../../diagnosis/side-facts.ts';
import type {VerdictId} from '../../diagnosis/verdicts.ts';
import {properTime} from '../../dissect/time.ts';
import {addressText, hostName, plural} from '../format.ts';

/** What a report is made from. */
export interface ReportSource {
	readonly files: readonly string[];
	readonly tables: CaptureTables;
	/** What the streams were judged by. */
	readonly thresholds: DiagnosisOptions;
	/** The verdict that the stream table holds. */
	ending(stream: number): {readonly verdict: VerdictId; readonly category: Category};
	diagnose(stream: number): Diagnosis;
}

/** The `capture` object of the JSON report (design contract, section 3). */
export interface CaptureReport {
	readonly files: readonly string[];
	readonly format: string;
	readonly linkTypes: readonly string[];
	readonly packets: number;
	readonly tcpPackets: number;
	readonly bytes: number;
	readonly firstTime: string | null;
	readonly durationSeconds: number;
	readonly problems: readonly {kind: string; offset?: number; message: string}[];
}

export interface AlertReport {
	readonly frame: number;
	readonly from: Side;
	readonly level: string | null;
	readonly description: string | null;
	/** It cannot be read. */
	readonly encrypted: boolean;
	/** It was encrypted, and is read with the secrets of a key log. */
	readonly decrypted: boolean;
	readonly inferred: boolean;
}

export interface EndpointReport {
	readonly address: string;
	readonly port: number;
	/** From a hosts file, where names are wanted. */
	readonly name?: string;
}

/** One entry of `streams`; keys, units and order as in the design contract. */
export interface StreamReport {
	readonly stream: number;
	readonly client: EndpointReport;
	readonly server: EndpointReport;
	readonly roles: 'seen' | 'guessed';
	readonly firstFrame: number;
	readonly lastFrame: number;
	readonly startTime: string | null;
	readonly durationSeconds: number;
	readonly packets: {readonly client: number; readonly server: number};
	readonly payloadBytes: {readonly client: number; readonly server: number};
	readonly handshake: {readonly complete: boolean; readonly initialRttSeconds: number | null};
	readonly tls: {
		readonly version: string | null;
		readonly serverName: string | null;
		/** The first and the last 500 where there are more than 1,000. */
		readonly alerts: readonly AlertReport[];
	} | null;
	readonly ending: {
		readonly verdict: VerdictId;
		readonly category: string;
		readonly endedBy: string;
		readonly confidence: string;
		readonly summary: string;
		readonly rootCause: string;
		readonly also: readonly string[];
		readonly evidence: readonly {readonly frame: number; readonly text: string}[];
		readonly notTheCause: readonly string[];
		/** What could still make the verdict wrong, or what the capture cannot show. */
		readonly caveats?: readonly string[];
		readonly nextSteps: readonly string[];
		readonly references: readonly string[];
	};
}

export function captureReport({files, tables}: ReportSource): CaptureReport {
	const {packets} = tables;
	const last = packets.length - 1;
	const unknown = [...tables.unknownLinkTypes].map(([linkType, count]) => ({
		kind: 'unsupported',
		message: `${plural(count, 'packet')} of link type ${linkTypeName(linkType)} (${linkType}) cannot be dissected.`,
	}));
	return {
		files,
		format: tables.format,
		linkTypes: [...new Set(tables.interfaces.map(({linkType}) => linkTypeName(linkType)))],
		packets: packets.length - packets.extraRows.length,
		tcpPackets: tables.tcpPackets,
		bytes: tables.bytes,
		firstTime: last < 0 ? null : isoTime(tables, 0),
		durationSeconds: last < 0 ? 0 : seconds(packets.nanosecondsBetween(0, last)),
		problems: [...tables.problems, ...unknown],
	};
}

/** What the verdict rests on, an item a packet. */
export function evidenceTexts({ending}: StreamReport): string[] {
	return ending.evidence.map(({frame, text}) => `frame ${frame}: ${text}`);
}

/** What stands beside the verdict, with the ids that programs know it by. */
export function sideFactTexts({ending}: StreamReport): string[] {
	return ending.also.map(id => `${sideFactTitle(id)} (${id})`);
}

/** A stream's packets stand in the capture twice: its counts, which are of packets as captured, are doubled. */
export function isCapturedTwice(report: StreamReport): boolean {
	return report.ending.also.includes('captured-twice');
}

/** Alerts of a stream that are reported: a hostile one has millions. */
const MOST_ALERTS = 1000;

/** Takes away from the middle of the list what is too much: how it began and how it ended tell most. */
function shorten(list: number[]): number[] {
	if (list.length > MOST_ALERTS) list.splice(MOST_ALERTS / 2, list.length - MOST_ALERTS);
	return list;
}

/** Makes the entries of a report's `streams`. */
export class StreamReports {
	/** Rows of the TLS record table that are alerts, by stream. */
	private readonly alerts = new Map<number, number[]>();

	constructor(private readonly source: Pick<ReportSource, 'tables' | 'diagnose'>) {
		const {tlsRecords, packets} = source.tables;
		for (let row = 0; row < tlsRecords.length; row++) {
			if (!isReportedAlert(source.tables, row)) continue;
			const stream = packets.stream(tlsRecords.packet(row));
			const list = this.alerts.get(stream) ?? [];
			this.alerts.set(stream, list);
			for (let n = tlsRecords.repeats(row); n > 0; n--) if (list.push(row) === 2 * MOST_ALERTS) shorten(list);
		}
	}

	report(stream: number): StreamReport {
		const {packets, streams} = this.source.tables;
		const firstRow = streams.firstRow(stream);
		const lastRow = streams.lastRow(stream);
		const flags = streams.flags(stream);
		const initialRtt = streams.initialRtt(stream);
		return {
			stream,
			client: this.endpoint(stream, 'client'),
			server: this.endpoint(stream, 'server'),
			roles: (flags & StreamFlag.ROLES_GUESSED) === 0 ? 'seen' : 'guessed',
			firstFrame: packets.frameNumber(firstRow),
			lastFrame: packets.frameNumber(lastRow),
			startTime: isoTime(this.source.tables, firstRow),
			durationSeconds: seconds(packets.nanosecondsBetween(firstRow, lastRow)),
			packets: {client: streams.packets(stream, 'client'), server: streams.packets(stream, 'server')},
			payloadBytes: {client: streams.payloadBytes(stream, 'client'), server: streams.payloadBytes(stream, 'server')},
			handshake: {
				complete: (flags & StreamFlag.HANDSHAKE_COMPLETE) !== 0,
				initialRttSeconds: initialRtt === 0 ? null : seconds(initialRtt),
			},
			tls: (flags & StreamFlag.TLS) === 0 ? null : this.tls(stream),
			ending: this.ending(stream),
		};
	}

	private endpoint(stream: number, side: Side): EndpointReport {
		const {addresses, streams} = this.source.tables;
		const address = streams.address(stream, side);
		const name = hostName(addresses, address);
		return {
			address: addressText(addresses, address),
			port: streams.port(stream, side),
			...(name === undefined ? {} : {name}),
		};
	}

	private tls(stream: number): StreamReport['tls'] {
		const {streams, names} = this.source.tables;
		return {
			version: tlsVersionName(streams.tlsVersion(stream)),
			serverName: names.text(streams.serverName(stream)) ?? null,
			alerts: shorten(this.alerts.get(stream) ?? []).map(row => this.alert(row)),
		};
	}

	private alert(row: number): AlertReport {
		const {tlsRecords, packets, streams} = this.source.tables;
		const packet = tlsRecords.packet(row);
		const encrypted = (tlsRecords.flags(row) & RecordFlag.ENCRYPTED_ALERT) !== 0;
		const level = tlsRecords.alertLevel(row);
		return {
			frame: packets.frameNumber(packet),
			from: packets.isFromB(packet) === streams.clientIsB(packets.stream(packet)) ? 'client' : 'server',
			level: encrypted ? null : level === 1 ? 'warning' : level === 2 ? 'fatal' : String(level),
			description: encrypted ? null : tlsAlert(tlsRecords.alertDescription(row)).name,
			encrypted,
			decrypted: (tlsRecords.flags(row) & RecordFlag.DECRYPTED) !== 0,
			inferred: false,
		};
	}

	private ending(stream: number): StreamReport['ending'] {
		const {evidence, ...rest} = this.source.diagnose(stream);
		const {packets} = this.source.tables;
		return {...rest, evidence: evidence.map(({row, text}) => ({frame: packets.frameNumber(row), text}))};
	}
}

function isReportedAlert({tlsRecords}: CaptureTables, row: number): boolean {
	const ALERT = 21;
	return tlsRecords.contentType(row) === ALERT && (tlsRecords.flags(row) & RecordFlag.NO_CONTENT) === 0;
}

const TLS_VERSIONS: ReadonlyMap<number, string> = new Map([
	[0x0002, 'SSLv2'],
	[0x0300, 'SSLv3'],
	[0x0301, 'TLSv1'],
	[0x0302, 'TLSv1.1'],
	[0x0303, 'TLSv1.2'],
	[0x0304, 'TLSv1.3'],
	[0x0101, 'GMTLSv1'],
]);

/** `TLSv1.2` for 0x0303; null for a version without a name, and while none is known (0). */
export function tlsVersionName(version: number): string | null {
	return TLS_VERSIONS.get(version) ?? null;
}

function seconds(nanoseconds: number): number {
	return Math.round(nanoseconds) / 1e9;
}

/** What a `Date` can hold: 100,000,000 days to either side of 1970. */
const LATEST_SECOND = 8.64e12;

/** RFC 3339 in UTC, with nanoseconds; null for a time that no calendar holds, as damaged files have. */
function isoTime({packets}: CaptureTables, row: number): string | null {
	const {seconds, nanoseconds} = properTime(packets.seconds(row), packets.nanoseconds(row));
	if (Math.abs(seconds) > LATEST_SECOND) return null;
	const date = new Date(seconds * 1000).toISOString().slice(0, -5);
	return `${date}.${String(nanoseconds).padStart(9, '0')}Z`;
}
