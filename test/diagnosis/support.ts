import {CaptureAnalyzer} from '../../source/analysis/capture-analyzer.ts';
import {CaptureTables} from '../../source/analysis/tables/capture-tables.ts';
import {openCapture} from '../../source/capture/open-capture.ts';
import {DEFAULT_OPTIONS, DiagnosisContext, type DiagnosisOptions} from '../../source/diagnosis/context.ts';
import {diagnoseStream} from '../../source/diagnosis/diagnose.ts';
import type {Diagnosis} from '../../source/diagnosis/diagnosis.ts';
import {judgeAll} from '../../source/diagnosis/judge.ts';
import {readCapture, streamOf} from '../support/captures/read-capture.ts';
import {type Frame, pcap} from '../support/frames/capture-builder.ts';

/** A capture that was loaded and judged. */
export interface Judged {
	readonly tables: CaptureTables;
	readonly context: DiagnosisContext;
	/** One a stream. */
	readonly diagnoses: readonly Diagnosis[];
}

/** Loads and judges a file by its path or bytes, or frames as a classic pcap. */
export async function judge(
	input: string | Uint8Array | readonly Frame[],
	options?: Partial<DiagnosisOptions>,
): Promise<Judged> {
	const reader = await openCapture(typeof input === 'string' ? input : streamOf(bytesOf(input)));
	const tables = new CaptureTables();
	const analyzer = new CaptureAnalyzer(tables);
	while (await reader.fill()) while (reader.next()) analyzer.add(reader);
	await reader.close();
	const context = new DiagnosisContext({...DEFAULT_OPTIONS, ...options});
	judgeAll(tables, context);
	const diagnoses = Array.from({length: tables.streams.length}, (_, stream) => diagnoseStream(tables, stream, context));
	return {tables, context, diagnoses};
}

function bytesOf(input: Uint8Array | readonly Frame[]): Uint8Array {
	return input instanceof Uint8Array ? input : pcap(input, {nanoseconds: true});
}

/** The frames of a capture file. */
export async function framesOf(path: string): Promise<Frame[]> {
	const {packets} = await readCapture(path);
	return packets.map(({bytes, wireLength, time}) => ({bytes, wireLength, time: BigInt(time.replace('.', ''))}));
}
