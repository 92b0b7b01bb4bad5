import {readUserFile, writeUserFile} from '../../session/user-files.ts';
import type {Bookmark} from '../filter/bookmarks.ts';

/**
 * The user's own bookmarks: `[{"name": …, "filter": …}]` in a file that may be edited by hand. A file that is damaged
 * is reported and never written over.
 */
export class BookmarkStore {
	private own: readonly Bookmark[] = [];
	private damage: string | undefined;

	/** @param file undefined: bookmarks last as long as the session */
	constructor(private readonly file: string | undefined) {
		try {
			this.own = file === undefined ? [] : parse(readUserFile(file));
		} catch (error) {
			this.damage = `${file} cannot be used and is left as it is: ${messageOf(error)}`;
		}
	}

	get bookmarks(): readonly Bookmark[] {
		return this.own;
	}

	/** What is wrong with the file; undefined if nothing is. */
	get problem(): string | undefined {
		return this.damage;
	}

	/** Takes these bookmarks instead; the answer is why they could not be written. */
	save(bookmarks: readonly Bookmark[]): string | undefined {
		this.own = bookmarks;
		if (this.damage !== undefined) return this.damage;
		if (this.file === undefined) return undefined;
		try {
			writeUserFile(this.file, `${JSON.stringify(bookmarks, undefined, '\t')}\n`);
			return undefined;
		} catch (error) {
			return `${this.file} cannot be written: ${messageOf(error)}`;
		}
	}
}

function parse(text: string | undefined): readonly Bookmark[] {
	if (text === undefined) return [];
	const found: unknown = JSON.parse(text);
	if (!Array.isArray(found)) throw new Error('it holds no list');
	return found.map(entry => {
		if (!isBookmark(entry)) throw new Error('a bookmark is no {"name": "…", "filter": "…"}');
		return {name: entry.name, filter: entry.filter};
	});
}

function isBookmark(entry: unknown): entry is Bookmark {
	if (typeof entry !== 'object' || entry === null) return false;
	return 'name' in entry && typeof entry.name === 'string' && 'filter' in entry && typeof entry.filter === 'string';
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
