import {allFields, fieldNamed} from '../../source/dissect/registry.ts';
import {Answer} from '../../source/filter/columns/column.ts';
import type {CompiledFilter} from '../../source/filter/compiler.ts';
import type {FieldRegistry} from '../../source/filter/registry.ts';

export const registry: FieldRegistry = {allFields, fieldNamed};

/** What the tables alone say of a row; undefined where they leave it open. */
export function tablesSay(filter: CompiledFilter, row: number): boolean | undefined {
	const {first, answers} = filter.fromTables(row);
	const answer = answers[row - first];
	return answer === Answer.ASK ? undefined : answer === Answer.YES;
}
