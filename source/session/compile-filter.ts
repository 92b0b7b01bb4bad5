import type {CaptureTables} from '../analysis/tables/capture-tables.ts';
import {VERDICTS} from '../diagnosis/verdicts.ts';
import {allFields, fieldNamed} from '../dissect/registry.ts';
import {type CheckedFilter, checkFilter} from '../filter/check/checker.ts';
import {type CompiledFilter, compileFilter} from '../filter/compiler.ts';
import {wiresharkPosition} from '../filter/problems.ts';
import {withStreamFields} from '../filter/stream-fields.ts';
import type {FilterCheck} from './session.ts';

/** Wireshark's fields and ours of the stream. */
export const REGISTRY = withStreamFields({allFields, fieldNamed});

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
