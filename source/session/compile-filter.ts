import type {CaptureTables} from '../analysis/tables/capture-tables.ts';
import {VERDICTS} from '../diagnosis/verdicts.ts';
import {allFields, fieldNamed} from '../dissect/registry.ts';
import {type CheckedFilter, checkFilter} from '../filter/check/checker.ts';
import {type CompiledFilter, compileFilter} from '../filter/compiler.ts';
import {type Macros, macrosWith, type NamedFilter, ownMacros} from '../filter/macro-definitions.ts';
import {wiresharkPosition} from '../filter/problems.ts';
import type {FieldRegistry} from '../filter/registry.ts';
import {withStreamFields} from '../filter/stream-fields.ts';
import {expandMacros} from '../filter/syntax/macros.ts';
import type {FilterCheck} from './session.ts';
import {configFile, MACRO_FILE, readUserFile} from './user-files.ts';

/** The user's own macros. What is wrong with their file is told, and does not count. */
function userMacros(): {readonly own: readonly NamedFilter[]; readonly problems: readonly string[]} {
	const file = configFile(process.env, MACRO_FILE);
	if (file === undefined) return {own: [], problems: []};
	try {
		const text = readUserFile(file);
		const {own, problems} = ownMacros(text ?? '');
		return {own, problems: problems.map(({line, message}) => `${file}:${line}: ${message}`)};
	} catch (error) {
		return {own: [], problems: [`${file} cannot be read: ${error instanceof Error ? error.message : error}`]};
	}
}

const fromFile = userMacros();
let macros: Macros = macrosWith(fromFile.own);

/** What is wrong with the user's file of macros, each with file and line. */
export const MACRO_PROBLEMS: readonly string[] = fromFile.problems;

/** Wireshark's fields, ours of the stream, and the user's macros. */
export const REGISTRY: FieldRegistry = {
	...withStreamFields({allFields, fieldNamed}),
	get macros() {
		return macros;
	},
};

/** The user's own macros from now on. */
export function defineMacros(own: readonly NamedFilter[]): void {
	macros = macrosWith(own);
}

/** A filter with its macros written out: what those understand who do not have the user's. */
export function withoutMacros(expression: string): string {
	return expandMacros(expression, REGISTRY, () => undefined).text;
}

/** What the prompt says of a filter. */
export function check(expression: string): FilterCheck {
	const {problems, warnings} = checkFilter(expression, REGISTRY);
	if (problems.length > 0) return {ok: false, problems};
	return warnings.length === 0 ? {ok: true} : {ok: true, warnings};
}

/** Compiles a filter that `check` has found good. */
export function compile(expression: string, tables: CaptureTables): CompiledFilter {
	return compileFilter(checkFilter(expression, REGISTRY), tables, {verdicts: VERDICTS});
}

/** The line that `--check-filters` prints for a filter. */
export function judgeFilterLine(expression: string): string {
	const checked: CheckedFilter = checkFilter(expression, REGISTRY);
	const problem = checked.problems[0];
	if (problem === undefined) return 'ok';
	const {column, length} = wiresharkPosition(expression, problem);
	return [problem.id, column, length, problem.message].join('\t');
}
