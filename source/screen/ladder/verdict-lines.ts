import type {Diagnosis} from '../../diagnosis/diagnosis.ts';
import {sideFactTitle} from '../../diagnosis/side-facts.ts';
import type {Drawing} from '../../report/ladder/drawing.ts';
import {sanitize} from '../../report/sanitize.ts';
import {cut, type Line, type Span, textWidth, wrap} from '../../report/spans.ts';
import {verdictSpan} from '../streams/columns/cells.ts';

/** A line of the verdict panel; with a row of the packet table where it names a packet. */
export interface VerdictLine {
	readonly line: Line;
	readonly row?: number;
}

const LABEL_CELLS = 12;

/** Everything that is known of an ending: who, why, the evidence, what it is not, what next, where to read. */
export function verdictLines(
	diagnosis: Diagnosis,
	frameOf: (row: number) => number,
	width: number,
	drawing: Drawing,
): VerdictLine[] {
	const {verdict, category, endedBy, confidence, summary, rootCause, also, evidence} = diagnosis;
	const room = Math.max(20, width - LABEL_CELLS - 2);
	const lines: VerdictLine[] = [
		{
			line: [
				verdictSpan(verdict, category, drawing),
				{text: ` ${drawing.dot} ${category} ${drawing.dot} ended by ${endedBy} ${drawing.dot} ${confidence}`},
			],
		},
	];
	const add = (label: string, text: string, row?: number) => {
		for (const [index, part] of wrap(sanitize(text), room).entries()) {
			const head: Span = {text: (index === 0 ? label : '').padEnd(LABEL_CELLS), role: 'heading'};
			lines.push(row === undefined ? {line: [head, {text: part}]} : {line: [head, {text: part}], row});
		}
	};
	const list = (label: string, texts: readonly string[]) => {
		for (const [index, text] of texts.entries()) add(index === 0 ? label : '', text);
	};
	add('What', summary);
	if (rootCause !== '') add('Root cause', rootCause);
	for (const [index, {row, text}] of evidence.entries()) {
		add(index === 0 ? 'Evidence' : '', `frame ${frameOf(row)}: ${text}`, row);
	}
	list('Not', diagnosis.notTheCause);
	list('But', diagnosis.caveats ?? []);
	list('Also', also.map(sideFactTitle));
	list('Next', diagnosis.nextSteps);
	list('References', diagnosis.references);
	return lines;
}

/** Lines that all of the verdict takes at the foot of the ladder. */
export function verdictFootRows(diagnosis: Diagnosis, width: number, drawing: Drawing): number {
	return footText(diagnosis, width, drawing).lines.length;
}

/** The verdict in `rows` lines, for the foot of the ladder. */
export function verdictFoot(diagnosis: Diagnosis, width: number, rows: number, drawing: Drawing): Line[] {
	const {head, indent, room, lines} = footText(diagnosis, width, drawing);
	const shown = lines.slice(0, rows);
	if (lines.length > rows) shown[rows - 1] = cut(`${shown[rows - 1]} ${lines[rows]}`, room, drawing.ellipsis);
	return Array.from({length: rows}, (_, index) => [
		index === 0 ? head : {text: ' '.repeat(indent - 2)},
		{text: `  ${shown[index] ?? ''}`},
	]);
}

function footText({verdict, category, summary}: Diagnosis, width: number, drawing: Drawing) {
	const head = verdictSpan(verdict, category, drawing);
	const indent = textWidth(head.text) + 2;
	const room = Math.max(20, width - indent - 1);
	return {head, indent, room, lines: wrap(sanitize(summary), room)};
}
