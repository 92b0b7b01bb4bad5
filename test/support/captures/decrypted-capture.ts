import {join} from 'node:path';
import {CaptureAnalyzer} from '../../../source/analysis/capture-analyzer.ts';
import {CaptureTables} from '../../../source/analysis/tables/capture-tables.ts';
import {RecordFlag} from '../../../source/analysis/tables/side-tables.ts';
import type {KeyLog} from '../../../source/analysis/tls/secrets/key-log.ts';
import {openCapture} from '../../../source/capture/open-capture.ts';
import type {Problem} from '../../../source/capture/problem.ts';
import {streamOf} from './read-capture.ts';

export interface DecryptedCapture {
	readonly tables: CaptureTables;
	/** What could not be decrypted. */
	readonly problems: readonly Problem[];
}

/** Path of a recording with TLS, or of what belongs to it. */
export function tlsRecording(name: string): string {
	return join(import.meta.dirname, '../../captures-tls', name);
}

/** Analyses the bytes of a capture with the secrets of a key log. */
export async function decryptCapture(bytes: Uint8Array, keyLog: KeyLog): Promise<DecryptedCapture> {
	const tables = new CaptureTables();
	const analyzer = new CaptureAnalyzer(tables, keyLog);
	const reader = await openCapture(streamOf(bytes));
	while (await reader.fill()) while (reader.next()) analyzer.add(reader);
	await reader.close();
	return {tables, problems: analyzer.secretsProblems(true)};
}

/** Descriptions of the decrypted alerts of each stream. */
export function decryptedAlerts({tlsRecords, packets}: CaptureTables): Record<number, number[]> {
	const alerts: Record<number, number[]> = {};
	for (let record = 0; record < tlsRecords.length; record++) {
		const isDecrypted = (tlsRecords.flags(record) & RecordFlag.DECRYPTED) !== 0;
		if (!isDecrypted || tlsRecords.contentType(record) !== 21) continue;
		const stream = packets.stream(tlsRecords.packet(record));
		alerts[stream] = [...(alerts[stream] ?? []), tlsRecords.alertDescription(record)];
	}
	return alerts;
}
