import {fieldLine, selectFields} from '../../../source/report/field-output.ts';
import type {LoadedCapture} from './loaded-capture.ts';

/** Fields without a value: tshark prints `1`, or the text of the item; only that something is there counts. */
const LABELS =
	/^(tcp\.analysis(\.flags|\.\w*retransmission|\.out_of_order|\.reused_ports|\.lost_segment|\.ack_lost_segment|\.window_\w+|\.keep_alive\w*|\.zero_window\w*|\.duplicate_ack|\.tfo_\w+)?|tls\.alert_message|_ws\.malformed)$/;

export interface Difference {
	readonly frame: string;
	readonly field: string;
	readonly ours: string;
	readonly expected: string;
}

/**
 * Compares what `--fields` prints for each packet with rows of expected values.
 *
 * @param leftOut names of columns that are not compared
 */
export function compareWithOracle(
	capture: LoadedCapture,
	expected: readonly Readonly<Record<string, string>>[],
	leftOut: ReadonlySet<string>,
): Difference[] {
	const names = Object.keys(expected[0] ?? {}).filter(name => !leftOut.has(name));
	const selection = selectFields(names);
	if (selection.unknown !== undefined) throw new Error(`unknown fields: ${selection.unknown.join()}`);
	const differences: Difference[] = [];
	if (capture.rows.length !== expected.length)
		differences.push({frame: '', field: 'frames', ours: `${capture.rows.length}`, expected: `${expected.length}`});
	for (const [index, row] of capture.rows.entries()) {
		const wanted = expected[index];
		if (wanted === undefined) break;
		const cells = fieldLine(selection.fields, capture.details(row)).split('\t');
		for (const [column, field] of names.entries()) {
			const ours = simplify(field, cells[column]!);
			const theirs = simplify(field, wanted[field]!);
			if (ours !== theirs) differences.push({frame: wanted['frame.number']!, field, ours, expected: theirs});
		}
	}
	return differences;
}

function simplify(field: string, cell: string): string {
	return LABELS.test(field) && cell !== '' ? 'present' : cell;
}
