import type {CaptureTables} from '../../analysis/tables/capture-tables.ts';
import type {FieldDefinition} from '../../dissect/field.ts';
import type {FieldOperand} from '../check/checked-tree.ts';
import {keepsOnlyLayer} from '../evaluate/layer-operator.ts';
import {remember} from '../remember.ts';
import type {BlockTest, Column, MakeColumn} from './column.ts';
import {FRAME_COLUMNS} from './fields/frame.ts';
import {IP_COLUMNS} from './fields/ip.ts';
import {TCP_COLUMNS} from './fields/tcp.ts';
import {TLS_COLUMNS} from './fields/tls.ts';
import {absenceGuard, neverYes} from './guards.ts';

const COLUMNS: Readonly<Record<string, MakeColumn>> = {
	...FRAME_COLUMNS,
	...IP_COLUMNS,
	...TCP_COLUMNS,
	...TLS_COLUMNS,
};

/** The columns of a capture, each made once for a filter. */
export class ColumnSource {
	private readonly made = new Map<string, Column | null>();

	constructor(
		readonly tables: CaptureTables,
		/** Columns of fields that are no part of any packet (`conn.…`). */
		private readonly streamColumn: (field: FieldDefinition) => Column | undefined,
	) {}

	/**
	 * The column of a field, in these of its layers; undefined for one that only the packet's bytes hold. What columns
	 * answer is of packets with one layer of each protocol.
	 */
	column({field, layers}: FieldOperand): Column | undefined {
		const column = remember(this.made, field.name, () => this.make(field)) ?? undefined;
		if (column === undefined || keepsOnlyLayer(layers)) return column;
		return {kind: 'label', state: neverYes(column.state)};
	}

	/** NO where the packet cannot have the field. */
	guard(operand: FieldOperand): BlockTest {
		const {field, layers} = operand;
		const state = this.column(operand)?.state ?? absenceGuard(field, this.tables);
		return keepsOnlyLayer(layers) ? state : neverYes(state);
	}

	private make(field: FieldDefinition): Column | null {
		const {name} = field;
		return Object.hasOwn(COLUMNS, name) ? COLUMNS[name]!(this.tables) : (this.streamColumn(field) ?? null);
	}
}
