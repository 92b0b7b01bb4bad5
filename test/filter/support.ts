import {existsSync, readFileSync} from 'node:fs';
import type {TestContext} from 'node:test';
import {fileURLToPath} from 'node:url';
import {allFields, fieldNamed} from '../../source/dissect/registry.ts';
import {Answer} from '../../source/filter/columns/column.ts';
import type {CompiledFilter} from '../../source/filter/compiler.ts';
import type {FieldRegistry} from '../../source/filter/registry.ts';

export const registry: FieldRegistry = {allFields, fieldNamed};

/** A table of the facts that lie beside the project; undefined, with the test skipped, where they are not there. */
export function sharedTable(test: TestContext, name: string): readonly Readonly<Record<string, string>>[] | undefined {
	const path = fileURLToPath(new URL(`../../../shared/spec/${name}`, import.meta.url));
	if (!existsSync(path)) {
		if (process.env['CI']) throw new Error(`${name} is missing`);
		test.skip(`../shared/spec/${name} is not here`);
		return undefined;
	}
	const [head, ...lines] = readFileSync(path, 'utf8').replace(/\n$/, '').split('\n');
	const names = head!.split('\t');
	return lines.map(line => {
		const cells = line.split('\t');
		return Object.fromEntries(names.map((column, index) => [column, cells[index] ?? '']));
	});
}

/** What the tables alone say of a row; undefined where they leave it open. */
export function tablesSay(filter: CompiledFilter, row: number): boolean | undefined {
	const {first, answers} = filter.fromTables(row);
	const answer = answers[row - first];
	return answer === Answer.ASK ? undefined : answer === Answer.YES;
}
