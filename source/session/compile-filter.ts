import type {CaptureTables} from '../analysis/tables/capture-tables.ts';
import {VERDICTS} from '../diagnosis/verdicts.ts';
import {allFields, fieldNamed} from '../dissect/registry.ts';
import {type CheckedFilter, checkFilter} from '../filter/check/checker.ts';
import {type CompiledFilter, compileFilter} from '../filter/compiler.ts';
import {type Macros, withOwnMacros} from '../filter/macro-definitions.ts';
import {wiresharkPosition} from '../filter/problems.ts';
import {withStreamFields} from '../filter/stream-fields.ts';
import type {FilterCheck} from './session.ts';
import {configFile, readUserFile} from './user-files.ts';

/** The user's own macros: `dfilter_macros` beside the bookmarks. What is wrong with the file is told, and does not count. */
function userMacros(): {readonly macros?: Macros; readonly problems: readonly string[]} {
	const file = configFile(process.env, 'dfilter_macros');
	if (file === undefined) return {problems: []};
	try {
		const text = readUserFile(file);
		if (text === undefined) return {problems: []};
		const {macros, problems} = withOwnMacros(text);
		return {macros, problems: problems.map(({line, message}) => `${file}:${line}: ${message}`)};
	} catch (error) {
		return {problems: [`${file} cannot be read: ${error instanceof Error ? error.message : error}`]};
	}
}

const {macros, problems: macroProblems} = userMacros();

/** What is wrong with the user's file of macros, each with file and line. */
export const MACRO_PROBLEMS: readonly string[] = macroProblems;

/** Wireshark's fields, ours of the stream, and the user's macros. */
export const REGISTRY = withStreamFields({allFields, fieldNamed, ...(macros === undefined ? {} : {macros})});

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
