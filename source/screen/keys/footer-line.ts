import {cutLine, type Line, lineWidth, spread} from '../../report/spans.ts';
import type {Footer} from '../screen.ts';
import {type Binding, type KeyTable, keyLabel} from './key-table.ts';

/** The bindings in force: a key that an earlier table binds is left out of the later ones. */
export function effectiveBindings(tables: readonly KeyTable[]): {title: string; bindings: Binding[]}[] {
	const taken = new Set<string>();
	return tables.map(({title, bindings}) => ({
		title,
		bindings: bindings.flatMap(binding => {
			const keys = binding.keys.filter(key => !taken.has(key));
			for (const key of keys) taken.add(key);
			return keys.length === 0 ? [] : [{...binding, keys}];
		}),
	}));
}

/** The last row of the screen: a message or the keys that matter now, and at the right where the cursor is. */
export function footerLine({tables, message, pending, place}: Footer, width: number, ellipsis: string): Line {
	const right: Line = [
		{text: pending, role: 'key'},
		{text: pending === '' ? place : ` ${place}`, role: 'dim'},
	];
	if (message !== undefined) return spread([message], right, width, ellipsis);
	const entries = footerEntries(tables);
	let room = width - lineWidth(right) - 2;
	const kept = new Set<FooterEntry>();
	for (const entry of [...entries.filter(({lasting}) => lasting), ...entries.filter(({lasting}) => !lasting)]) {
		const cells = lineWidth(entry.spans) + (kept.size === 0 ? 0 : GAP.length);
		if (cells > room) break;
		room -= cells;
		kept.add(entry);
	}
	const line = entries
		.filter(entry => kept.has(entry))
		.flatMap(({spans}, index) => (index === 0 ? spans : [{text: GAP}, ...spans]));
	return spread(cutLine(line, width, ellipsis), right, width, ellipsis);
}

const GAP = '  ';

/** Whoever knows no other key needs these: they leave last where there is little room. */
const LASTING: readonly string[] = ['filter', 'find', 'help', 'close'];

interface FooterEntry {
	readonly spans: Line;
	readonly lasting: boolean;
}

/** `key label` for each label of the footer; keys of one label stand together. */
function footerEntries(tables: readonly KeyTable[]): FooterEntry[] {
	const found = new Map<string, {keys: string[]; lasting: boolean}>();
	for (const {bindings} of effectiveBindings(tables)) {
		for (const {keys, footer, action} of bindings) {
			if (footer === undefined) continue;
			const entry = found.get(footer) ?? {keys: [], lasting: false};
			entry.keys.push(keyLabel(keys[0]!));
			entry.lasting ||= LASTING.includes(action);
			found.set(footer, entry);
		}
	}
	return [...found].map(([label, {keys, lasting}]) => ({
		spans: [{text: keys.join(keys.every(key => key.length === 1) ? '' : ' '), role: 'key'}, {text: ` ${label}`}],
		lasting,
	}));
}
