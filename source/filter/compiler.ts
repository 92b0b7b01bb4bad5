import type {CaptureTables} from '../analysis/tables/capture-tables.ts';
import {protocolsOf} from '../dissect/describe/layers.ts';
import type {FieldDefinition, PacketDetails} from '../dissect/field.ts';
import type {CheckedTest} from './check/checked-tree.ts';
import type {CheckedFilter} from './check/checker.ts';
import {fieldsOfTest} from './check/fields-of-test.ts';
import {BLOCK_LENGTH, Block} from './columns/block.ts';
import {Answer} from './columns/column.ts';
import {ColumnSource} from './columns/column-source.ts';
import {streamColumn, streamValue} from './columns/fields/stream.ts';
import {StreamTallies} from './columns/fields/stream-tallies.ts';
import {conjunction, disjunction, negated} from './columns/logic.ts';
import {type ColumnTest, compileRelation} from './columns/relation.ts';
import {compileGeneral} from './evaluate/general.ts';
import {PacketIndex} from './evaluate/packet-index.ts';
import type {RawPackets} from './evaluate/raw-fields.ts';
import type {StreamContext, VerdictNames} from './stream-fields.ts';

export interface CompiledFilter {
	/** Some part of the filter is not in the tables: packets that the rest lets through are dissected. */
	readonly needsBytes: boolean;
	/** Protocols that the details have to describe; the others are of no use. */
	readonly protocols: ReadonlySet<string>;
	/**
	 * Does the packet of a row pass? `details` is called only where the tables cannot tell, and at most once. Ascending
	 * rows are fast: the tables are read a block at a time. Bytes that the filter searches are taken from `raw` if given.
	 */
	test(row: number, details: () => PacketDetails, raw?: RawPackets): boolean;
	/** What the tables say: undefined where `test` would need the details. */
	testTables(row: number): boolean | undefined;
}

export interface CompileOptions {
	/** Names of the verdicts, for `conn.verdict`. */
	readonly verdicts?: VerdictNames;
	/** The packet that references such as `${tcp.stream}` look at; without one they have no value. */
	readonly selected?: PacketDetails;
}

/**
 * Compiles a checked filter over a capture's tables, which may still grow. What the tables know is answered from typed
 * columns; only the packets that this leaves open are dissected.
 */
export function compileFilter(
	{tree, problems}: CheckedFilter,
	tables: CaptureTables,
	{verdicts = [], selected}: CompileOptions = {},
): CompiledFilter {
	if (problems.length > 0) throw new Error('a filter with problems cannot be compiled');
	if (tree === undefined) return {needsBytes: false, protocols: new Set(), test: () => true, testTables: () => true};
	const context: StreamContext = {tables, verdicts, tallies: new StreamTallies(tables)};
	const special = (field: FieldDefinition, row: number) => streamValue(field, row, context);
	const withoutDetails = (row: number) => new PacketIndex(row, () => ({row, layers: []}), special);
	const source = new ColumnSource(tables, field => streamColumn(field, context), withoutDetails);
	const columns = compileColumns(tree, source);
	const reader = new AnswerReader(columns, tables);
	const reference = selected === undefined ? undefined : new PacketIndex(selected.row, () => selected, special);
	const general = compileGeneral(tree, reference);
	return {
		needsBytes: !columns.complete,
		protocols: protocolsOf(fieldsOfTest(tree)),
		test: (row, details, raw) => {
			const answer = reader.answer(row);
			return answer === Answer.ASK ? general(new PacketIndex(row, details, special, raw)) : answer === Answer.YES;
		},
		testTables: row => {
			const answer = reader.answer(row);
			return answer === Answer.ASK ? undefined : answer === Answer.YES;
		},
	};
}

/** Keeps the answers for the block that was asked for last, while the caller goes on through it. */
class AnswerReader {
	private readonly block = new Block();
	private readonly answers = new Uint8Array(BLOCK_LENGTH);
	/** Rows from `next` to before `end` are answered. Going back means a new pass: the tables may know more by then. */
	private next = 0;
	private end = 0;

	constructor(
		private readonly columns: ColumnTest,
		private readonly tables: CaptureTables,
	) {}

	answer(row: number): Answer {
		const {block} = this;
		if (row < this.next || row >= this.end) {
			block.load(this.tables, row);
			this.columns.test(block, this.answers);
			this.end = block.first + block.count;
		}
		this.next = row + 1;
		return this.answers[row - block.first]!;
	}
}

/** Parts that the tables answer alone come first: they are cheap, and may settle the rest. */
function compileColumns(test: CheckedTest, source: ColumnSource): ColumnTest {
	switch (test.kind) {
		case 'and':
		case 'or': {
			const parts = test.tests.map(part => compileColumns(part, source));
			const ordered = [...parts.filter(({complete}) => complete), ...parts.filter(({complete}) => !complete)];
			const tests = ordered.map(part => part.test);
			const complete = parts.every(part => part.complete);
			return {complete, test: test.kind === 'and' ? conjunction(tests) : disjunction(tests)};
		}
		case 'not': {
			const {test: inner, complete} = compileColumns(test.test, source);
			return {complete, test: negated(inner)};
		}
		default:
			return compileRelation(test, source);
	}
}
