import type {AST} from 'toml-eslint-parser';

/** What a key of the file is set to; other kinds of TOML value (dates) are undefined, tables are entries themselves. */
export type EntryValue = boolean | number | string | undefined | readonly EntryValue[];

/** One `key = value`, with the tables that it stands in. */
export interface Entry {
	readonly path: readonly string[];
	readonly value: EntryValue;
	/** Counted from 1. */
	readonly line: number;
}

export interface LineProblem {
	readonly line: number;
	readonly message: string;
}

/** Lines that are left out at most to read the rest of a damaged file. */
const MOST_ERRORS = 20;

/**
 * The entries of a TOML file (TOML 1.0), in their order. A line that is no TOML is reported and left out, so that the
 * rest of the file still counts.
 */
export async function tomlEntries(text: string): Promise<{entries: Entry[]; problems: LineProblem[]}> {
	const {parseTOML, ParseError} = await import('toml-eslint-parser');
	const lines = text.split(/\r?\n/);
	const problems: LineProblem[] = [];
	for (;;) {
		try {
			return {entries: entriesOf(parseTOML(lines.join('\n'))), problems};
		} catch (error) {
			// The parser goes down the stack for a bracket, and for a digit.
			if (error instanceof RangeError) return {entries: [], problems: [{line: 1, message: TOO_DEEP}]};
			if (!(error instanceof ParseError)) throw error;
			const at = faultyLine(lines, error.lineNumber, error.column);
			problems.push({line: at + 1, message: `this is no TOML: ${error.message.toLowerCase()}`});
			if (problems.length === MOST_ERRORS || lines[at] === '') return {entries: [], problems};
			lines[at] = '';
		}
	}
}

const TOO_DEEP = 'the file counts for nothing: its brackets are too deep, or a number in it is too long';

/** Index of the line that is wrong: what is missing at the end of a line is noticed on the next. */
function faultyLine(lines: readonly string[], lineNumber: number, column: number): number {
	const reported = Math.min(lines.length, lineNumber) - 1;
	const previous = lines.findLastIndex((line, index) => index < reported && line.trim() !== '');
	const isAtStart = lines[reported]!.slice(0, column).trim() === '';
	const before = lines[previous] ?? '';
	if (OPEN_TABLE.test(before) || (isAtStart && OPEN_PAIR.test(before))) return previous;
	return lines[reported] === '' && previous >= 0 ? previous : reported;
}

const OPEN_TABLE = /^\s*\[[^\]=]*$/;
const OPEN_PAIR = /=\s*(?:#.*)?$/;

function entriesOf(program: AST.TOMLProgram): Entry[] {
	return program.body[0].body.flatMap(node =>
		node.type === 'TOMLTable'
			? node.body.flatMap(pair => pairEntries(pair, node.resolvedKey.map(String)))
			: pairEntries(node, []),
	);
}

function pairEntries({key, value, loc}: AST.TOMLKeyValue, table: readonly string[]): Entry[] {
	const path = [...table, ...key.keys.map(part => (part.type === 'TOMLBare' ? part.name : part.value))];
	if (value.type === 'TOMLInlineTable') return value.body.flatMap(pair => pairEntries(pair, path));
	return [{path, value: plainValue(value), line: loc.start.line}];
}

function plainValue(node: AST.TOMLContentNode): EntryValue {
	if (node.type === 'TOMLArray') return node.elements.map(plainValue);
	if (node.type === 'TOMLInlineTable' || typeof node.value === 'object') return undefined;
	return node.value;
}
