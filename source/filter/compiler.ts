import type {CaptureTables} from '../analysis/tables/capture-tables.ts';
import {type Wanted, wantedFor} from '../dissect/describe/layers.ts';
import type {FieldDefinition, PacketDetails} from '../dissect/field.ts';
import type {CheckedTest} from './check/checked-tree.ts';
import type {CheckedFilter} from './check/checker.ts';
import {fieldsOfTest} from './check/fields-of-test.ts';
import {mergedAlternatives} from './columns/alternatives.ts';
import {BLOCK_LENGTH, Block} from './columns/block.ts';
import {Answer} from './columns/column.ts';
import {ColumnSource} from './columns/column-source.ts';
import {streamColumn, streamValues} from './columns/fields/stream.ts';
import {StreamTallies} from './columns/fields/stream-tallies.ts';
import {Cost, Junction, Negation, Relation, type TableTest} from './columns/logic.ts';
import {compileRelation} from './columns/relation.ts';
import {compileGeneral} from './evaluate/general.ts';
import type {Selected} from './evaluate/operand.ts';
import {PacketIndex} from './evaluate/packet-index.ts';
import {isRawField, type RawPackets} from './evaluate/raw-fields.ts';
import {type StreamContext, streamField, type VerdictNames} from './stream-fields.ts';

/** What the tables alone say of the rows of a block; valid until the filter is asked about another block. */
export interface TableAnswers {
	readonly first: number;
	/** Rows that are answered; the last block of a growing table has fewer than the others. */
	readonly count: number;
	/** An `Answer` for each row. */
	readonly answers: Uint8Array;
}

export interface CompiledFilter {
	/** Some part of the filter is not in the tables: packets that the rest lets through are dissected. */
	readonly needsBytes: boolean;
	/** What the details have to describe; the rest is of no use. */
	readonly wanted: Wanted;
	/**
	 * Does the packet of a row pass? `details` is called only where the tables cannot tell, and at most once. Ascending
	 * rows are fast: the tables are read a block at a time. Bytes that the filter searches are taken from `raw` if given.
	 */
	test(row: number, details: () => PacketDetails, raw?: RawPackets): boolean;
	/** What the tables say of the block that a row is in. */
	fromTables(row: number): TableAnswers;
	/** As `test`, for a row of the last block that the tables leave open. */
	settle(row: number, details: () => PacketDetails, raw?: RawPackets): boolean;
}

export interface CompileOptions {
	/** Names of the verdicts, for `conn.verdict`. */
	readonly verdicts?: VerdictNames;
	/** The packet that references such as `${tcp.stream}` look at; without one they have no value. */
	readonly selected?: PacketDetails;
}

/**
 * Compiles a checked filter over a capture's tables, which may still grow. What the tables know is answered from typed
 * columns; only the packets that this leaves open are dissected, and only for the parts that need it.
 */
export function compileFilter(
	{tree, problems}: CheckedFilter,
	tables: CaptureTables,
	{verdicts = [], selected}: CompileOptions = {},
): CompiledFilter {
	if (problems.length > 0) throw new Error('a filter with problems cannot be compiled');
	const context: StreamContext = {tables, verdicts, tallies: new StreamTallies(tables)};
	const special = (field: FieldDefinition, row: number) => streamValues(field, row, context);
	const source = new ColumnSource(tables, field => streamColumn(field, context));
	const reference = selected === undefined ? undefined : new PacketIndex(selected.row, () => selected, special);
	const root = tree === undefined ? EVERYTHING : compileTest(tree, source, reference);
	const blocks = new BlockAnswers(root, tables);
	const settle = (row: number, details: () => PacketDetails, raw?: RawPackets): boolean =>
		root.settle(row - blocks.first, new PacketIndex(row, details, special, raw));
	return {
		needsBytes: root.cost !== Cost.NOTHING,
		wanted: wantedFor(tree === undefined ? [] : fieldsOfTest(tree)),
		fromTables: row => blocks.from(row),
		settle,
		test: (row, details, raw) => {
			const {first, answers} = blocks.from(row);
			const answer = answers[row - first]!;
			return answer === Answer.ASK ? settle(row, details, raw) : answer === Answer.YES;
		},
	};
}

/** Keeps the answers for the block that was asked for last, while the caller goes on through it. */
class BlockAnswers implements TableAnswers {
	readonly answers: Uint8Array;
	private readonly block = new Block();
	/** Rows from `next` to before `end` are answered. Going back means a new pass: the tables may know more by then. */
	private next = 0;
	private end = 0;

	constructor(
		private readonly root: TableTest,
		private readonly tables: CaptureTables,
	) {
		this.answers = root.answers;
	}

	get first(): number {
		return this.block.first;
	}

	get count(): number {
		return this.block.count;
	}

	from(row: number): TableAnswers {
		const {block} = this;
		if (row < this.next || row >= this.end) {
			block.load(this.tables, row);
			this.root.test(block);
			this.end = block.first + block.count;
		}
		this.next = row + 1;
		return this;
	}
}

/** The filter without any test. */
const EVERYTHING: TableTest = {
	answers: new Uint8Array(BLOCK_LENGTH).fill(Answer.YES),
	cost: Cost.NOTHING,
	test: () => {},
	settle: () => true,
};

function compileTest(test: CheckedTest, source: ColumnSource, selected: Selected): TableTest {
	switch (test.kind) {
		case 'and':
			return new Junction(compileAll(test.tests, source, selected), 'and');
		case 'or': {
			const parts = compileAll(mergedAlternatives(test.tests), source, selected);
			return parts.length === 1 ? parts[0]! : new Junction(parts, 'or');
		}
		case 'not':
			return new Negation(compileTest(test.test, source, selected));
		default: {
			const ofPacket = compileGeneral(test, selected);
			const {test: fromTables, complete} = compileRelation(test, source, ofPacket);
			return new Relation(fromTables, complete ? Cost.NOTHING : costOf(test), ofPacket);
		}
	}
}

function compileAll(tests: readonly CheckedTest[], source: ColumnSource, selected: Selected): readonly TableTest[] {
	return tests.map(part => compileTest(part, source, selected));
}

/** What it costs to settle a relation that the tables do not hold. */
function costOf(test: CheckedTest): Cost {
	const isCheap = fieldsOfTest(test).every(field => isRawField(field.name) || streamField(field.name) !== undefined);
	if (!isCheap) return Cost.DETAILS;
	return test.kind === 'contains' || test.kind === 'matches' ? Cost.SEARCH : Cost.BYTES;
}
