import type {NamedFilter} from '../../filter/macro-definitions.ts';
import {readUserFile, writeUserFile} from '../../session/user-files.ts';
import type {FilterFormat} from './filter-formats.ts';

/**
 * The user's own bookmarks or macros, in a file that may be edited by hand. A file that is damaged is reported and never
 * written over.
 */
export class OwnFilters {
	private own: readonly NamedFilter[] = [];
	private damage: string | undefined;

	/** @param file undefined: they last as long as the session */
	constructor(
		private readonly file: string | undefined,
		private readonly format: FilterFormat,
	) {
		try {
			this.own = file === undefined ? [] : this.parse(readUserFile(file));
		} catch (error) {
			this.damage = `${file} cannot be used and is left as it is: ${messageOf(error)}`;
		}
	}

	get filters(): readonly NamedFilter[] {
		return this.own;
	}

	/** What is wrong with the file; undefined if nothing is. */
	get problem(): string | undefined {
		return this.damage;
	}

	/** Takes these instead; the answer is why they could not be written. */
	save(filters: readonly NamedFilter[]): string | undefined {
		const before = this.own;
		this.own = filters;
		if (this.damage !== undefined) return this.damage;
		if (this.file === undefined) return undefined;
		try {
			const text = readUserFile(this.file);
			// Another session, or an editor, may have added to the file meanwhile.
			const known = new Set([...before, ...filters].map(({name}) => name));
			this.own = [...filters, ...this.parse(text).filter(({name}) => !known.has(name))];
			writeUserFile(this.file, this.format.print(this.own, text ?? ''));
			return undefined;
		} catch (error) {
			return `${this.file} cannot be written: ${messageOf(error)}`;
		}
	}

	private parse(text: string | undefined): readonly NamedFilter[] {
		return text === undefined ? [] : this.format.parse(text);
	}
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
