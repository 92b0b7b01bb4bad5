import {readUserFile, writeUserFile} from '../../session/user-files.ts';

/** Lines that are remembered. */
const MOST_ENTRIES = 500;

/**
 * Filters that were kept, or commands that were done, newest last, across sessions: a file with one a line. Whatever goes wrong with the file
 * concerns nobody: the history is then that of this session.
 */
export class LineHistory {
	private known: readonly string[];

	/** @param file undefined: nothing is read or written */
	constructor(private readonly file: string | undefined) {
		this.known = this.read();
	}

	get entries(): readonly string[] {
		return this.known;
	}

	/** Remembers a line as the newest; writes only if it was not that already. */
	add(filter: string): void {
		const line = oneLine(filter);
		if (line === '' || this.known.at(-1) === line) return;
		this.known = withNewest(this.known, line);
		if (this.file === undefined) return;
		try {
			// Another session may have added to the file meanwhile.
			const entries = withNewest(entriesOf(readUserFile(this.file)), line);
			writeUserFile(this.file, `${entries.join('\n')}\n`);
		} catch {
			// No home to write to, a full disk: not worth a word while someone reads a capture.
		}
	}

	private read(): readonly string[] {
		try {
			return this.file === undefined ? [] : entriesOf(readUserFile(this.file));
		} catch {
			return [];
		}
	}
}

function entriesOf(text: string | undefined): readonly string[] {
	const lines = (text ?? '').split('\n').map(oneLine);
	return lines.filter(line => line !== '').slice(-MOST_ENTRIES);
}

function withNewest(entries: readonly string[], newest: string): readonly string[] {
	return [...entries.filter(entry => entry !== newest), newest].slice(-MOST_ENTRIES);
}

function oneLine(filter: string): string {
	return filter.replace(/[\r\n]+/g, ' ').trim();
}
