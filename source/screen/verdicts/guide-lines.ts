import type {Category} from '../../diagnosis/diagnosis.ts';
import {verdictGuide} from '../../diagnosis/verdict-guide.ts';
import {VERDICTS} from '../../diagnosis/verdicts.ts';
import type {Drawing} from '../../report/ladder/drawing.ts';
import {fit, type Line, wrap} from '../../report/spans.ts';
import {verdictSpan} from '../streams/columns/cells.ts';

/** Lines longer than this are hard to read. */
const WIDEST = 110;
const LABEL_CELLS = 16;

const CATEGORY_WORDS: Readonly<Record<Category, string>> = {
	normal: 'normal: nothing is wrong',
	info: 'info: worth knowing, mostly harmless',
	abnormal: 'abnormal: somebody did not get what they wanted',
	unknown: 'unknown: the packets do not tell',
};

/** The page that explains a verdict. */
export function guideLines(id: string, width: number, drawing: Drawing): Line[] {
	const guide = verdictGuide(id);
	if (guide === undefined) return [];
	const room = Math.max(20, Math.min(WIDEST, width - 2) - LABEL_CELLS);
	const lines: Line[] = [[verdictSpan(id, guide.category, drawing)]];
	const add = (label: string, texts: readonly string[]) => {
		for (const [index, text] of texts.entries()) {
			const marked =
				texts.length > 1
					? wrap(text, room - 2).map((part, at) => `${at === 0 ? drawing.dot : ' '} ${part}`)
					: wrap(text, room);
			for (const [row, part] of marked.entries()) {
				const head = index === 0 && row === 0 ? label : '';
				lines.push([{text: head.padEnd(LABEL_CELLS), role: 'heading'}, {text: part}]);
			}
		}
		if (texts.length > 0) lines.push([]);
	};
	add('Meaning', [guide.title]);
	add('Category', [CATEGORY_WORDS[guide.category]]);
	add('Ended by', [guide.endedBy.join('; or ')]);
	add('Packets show', guide.shows);
	add('Behind it', guide.causes);
	add('What it is not', guide.notTheCause);
	add('But', guide.caveats);
	add('Check next', guide.nextSteps);
	add('References', guide.references.length === 0 ? [] : [guide.references.join(` ${drawing.dot} `)]);
	add('Filter', [`conn.verdict == "${id}"`]);
	return lines;
}

/** One line a verdict. */
export function verdictListLines(drawing: Drawing): Line[] {
	const names = Math.max(...VERDICTS.map(({id}) => id.length));
	return VERDICTS.map(({id, category, title}) => [
		verdictSpan(fit(id, names, drawing.ellipsis), category, drawing),
		{text: `  ${title}`},
	]);
}
