import type {Drawing} from '../../../report/ladder/drawing.ts';
import {sanitize} from '../../../report/sanitize.ts';
import {cutLine, type Line} from '../../../report/spans.ts';
import type {Session} from '../../../session/session.ts';

/** Rows of a pane: a rule with its name, then what it shows; and which of the rows is selected (-1 for none). */
export interface PaneLines {
	readonly lines: Line[];
	readonly selected: number;
}

/** The first row of a pane: its name, which stands out while the pane has the keys. */
export function rule(title: string, focused: boolean, width: number, drawing: Drawing): Line {
	const text = `${drawing.rule}${drawing.rule} ${title} `;
	return [
		{text: `${drawing.rule}${drawing.rule} `, role: 'dim'},
		{text: title, role: focused ? 'title' : 'heading'},
		{text: ` ${drawing.rule.repeat(Math.max(0, width - text.length))}`, role: 'dim'},
	];
}

/** The rule of a pane that shows packets' bytes, with what has become of their file. */
export function bytesRule(title: string, session: Session, focused: boolean, width: number, drawing: Drawing): Line {
	const {lostFile} = session;
	if (lostFile === undefined) return rule(title, focused, width, drawing);
	const warning = {text: `${drawing.abnormal} ${sanitize(lostFile)}`, role: 'warning'} as const;
	return cutLine([{text: `${drawing.rule}${drawing.rule} ${title} `, role: 'dim'}, warning], width, drawing.ellipsis);
}

/** Exactly so many rows. */
export function padded(lines: readonly Line[], rows: number): Line[] {
	return Array.from({length: rows}, (_, row) => lines[row] ?? []);
}
