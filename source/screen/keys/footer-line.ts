import {cutLine, type Line, lineWidth, type Span, spread} from '../../report/spans.ts';
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
	const room = width - lineWidth(right) - 2;
	let line: Line = [];
	for (const spans of footerKeys(tables)) {
		const longer = line.length === 0 ? spans : [...line, {text: '  '}, ...spans];
		if (lineWidth(longer) > room) break;
		line = longer;
	}
	return spread(cutLine(line, width, ellipsis), right, width, ellipsis);
}

/** `key label` for each label of the footer; keys of one label stand together. */
function footerKeys(tables: readonly KeyTable[]): Span[][] {
	const keysOf = new Map<string, string[]>();
	for (const {bindings} of effectiveBindings(tables)) {
		for (const {keys, footer} of bindings) {
			if (footer === undefined) continue;
			keysOf.set(footer, [...(keysOf.get(footer) ?? []), keyLabel(keys[0]!)]);
		}
	}
	return [...keysOf].map(([label, keys]) => [
		{text: keys.join(keys.every(key => key.length === 1) ? '' : ' '), role: 'key'},
		{text: ` ${label}`},
	]);
}
