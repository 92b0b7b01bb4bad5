import {type NamedFilter, ownMacros, printMacros} from '../../filter/macro-definitions.ts';

/** How a list of filters with names stands in a file. */
export interface FilterFormat {
	/** Throws where the text is no such list. */
	parse(text: string): readonly NamedFilter[];
	/** @param before what is in the file: what is no filter may stay, such as the user's comments */
	print(filters: readonly NamedFilter[], before: string): string;
}

/** Bookmarks: `[{"name": …, "filter": …}]`. */
export const BOOKMARK_FORMAT: FilterFormat = {
	parse(text) {
		const found: unknown = JSON.parse(text);
		if (!Array.isArray(found)) throw new Error('it holds no list');
		return found.map(entry => {
			if (!isNamedFilter(entry)) throw new Error('a bookmark is no {"name": "…", "filter": "…"}');
			return {name: entry.name, filter: entry.filter};
		});
	},
	print: filters => `${JSON.stringify(filters, undefined, '\t')}\n`,
};

/** Macros, as Wireshark keeps them. Lines that define nothing are told elsewhere, and stay. */
export const MACRO_FORMAT: FilterFormat = {parse: text => ownMacros(text).own, print: printMacros};

function isNamedFilter(entry: unknown): entry is NamedFilter {
	if (typeof entry !== 'object' || entry === null) return false;
	return 'name' in entry && typeof entry.name === 'string' && 'filter' in entry && typeof entry.filter === 'string';
}
