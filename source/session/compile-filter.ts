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

/** Wireshark's fields, ours of the stream, and the user's macros. */
export const REGISTRY = withStreamFields({allFields, fieldNamed, ...userMacros()});

/** The user's own macros: `dfilter_macros` beside the bookmarks. A file that cannot be read is none. */
function userMacros(): {readonly macros?: Macros} {
	const file = configFile(process.env, 'dfilter_macros');
	try {
		const text = file === undefined ? undefined : readUserFile(file);
		return text === undefined ? {} : {macros: withOwnMacros(text)};
	} catch {
		return {};
	}
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
