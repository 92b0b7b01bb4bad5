import {cutLine, type Line, lineWidth, spread, textWidth} from '../../report/spans.ts';
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
export function footerLine(footer: Footer, width: number, ellipsis: string): Line {
	const right = rightOf(footer);
	if (footer.message !== undefined) return spread([footer.message], right, width, ellipsis);
	const line = shownEntries(footer, width).flatMap((entry, index) => [
		{text: index === 0 ? '' : GAP},
		{text: keysText(entry), role: 'key' as const},
		{text: ` ${entry.label}`},
	]);
	return spread(cutLine(line, width, ellipsis), right, width, ellipsis);
}

/** The keys of the hint at a cell of the last row, as a binding names them; undefined beside the hints. */
export function footerKeysAt(footer: Footer, width: number, column: number): string | undefined {
	if (footer.message !== undefined) return undefined;
	let at = 0;
	for (const entry of shownEntries(footer, width)) {
		const {keys, label} = entry;
		const cells = textWidth(keysText(entry)) + 1 + textWidth(label);
		if (column >= at && column < at + cells) return keys[keyIndexAt(entry, column - at)];
		at += cells + GAP.length;
	}
	return undefined;
}

/** Which of a hint's keys stands at a cell of it; its label is that of the first. */
function keyIndexAt({keys}: FooterEntry, cell: number): number {
	const between = separator(keys).length;
	let end = 0;
	for (const [index, key] of keys.entries()) {
		end += textWidth(keyLabel(key)) + between;
		if (cell < end) return index;
	}
	return 0;
}

/** What was typed of a command so far, and where the cursor is. */
function rightOf({pending, place}: Footer): Line {
	return [
		{text: pending, role: 'key'},
		{text: pending === '' ? place : ` ${place}`, role: 'dim'},
	];
}

/** The hints that there is room for. */
function shownEntries(footer: Footer, width: number): readonly FooterEntry[] {
	const entries = footerEntries(footer.tables);
	let room = width - lineWidth(rightOf(footer)) - 2;
	const kept = new Set<FooterEntry>();
	for (const entry of [...entries.filter(({lasting}) => lasting), ...entries.filter(({lasting}) => !lasting)]) {
		const cells = textWidth(keysText(entry)) + 1 + textWidth(entry.label) + (kept.size === 0 ? 0 : GAP.length);
		if (cells > room) break;
		room -= cells;
		kept.add(entry);
	}
	return entries.filter(entry => kept.has(entry));
}

const GAP = '  ';

/** Whoever knows no other key needs these: they leave last where there is little room. */
const LASTING: readonly string[] = ['filter', 'find', 'help', 'close'];

/** A hint: `key label`; keys of one label stand together. */
interface FooterEntry {
	/** As the bindings name them. */
	readonly keys: readonly string[];
	readonly label: string;
	readonly lasting: boolean;
}

function footerEntries(tables: readonly KeyTable[]): FooterEntry[] {
	const found = new Map<string, {label: string; keys: string[]; lasting: boolean}>();
	for (const {bindings} of effectiveBindings(tables)) {
		for (const {keys, footer: label, action} of bindings) {
			if (label === undefined) continue;
			const entry = found.get(label) ?? {label, keys: [], lasting: false};
			entry.keys.push(keys[0]!);
			entry.lasting ||= LASTING.includes(action);
			found.set(label, entry);
		}
	}
	return [...found.values()];
}

function keysText({keys}: FooterEntry): string {
	return keys.map(keyLabel).join(separator(keys));
}

/** Single characters stand together. */
function separator(keys: readonly string[]): string {
	return keys.every(key => keyLabel(key).length === 1) ? '' : ' ';
}
