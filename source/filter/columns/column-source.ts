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
	 * answer is of packets with one layer of each protocol, but for TLS, of which a packet may have two.
	 */
	column({field, layers}: FieldOperand): Column | undefined {
		const column = this.columnOf(field);
		if (column !== undefined && layers !== undefined && isTls(field)) return undefined;
		if (column === undefined || keepsOnlyLayer(layers)) return column;
		return {kind: 'label', state: neverYes(column.state)};
	}

	/** NO where the packet cannot have the field. */
	guard({field, layers}: FieldOperand): BlockTest {
		const state = this.columnOf(field)?.state ?? absenceGuard(field, this.tables);
		return keepsOnlyLayer(layers) || isTls(field) ? state : neverYes(state);
	}

	private columnOf(field: FieldDefinition): Column | undefined {
		return remember(this.made, field.name, () => this.make(field)) ?? undefined;
	}

	private make(field: FieldDefinition): Column | null {
		const {name} = field;
		return Object.hasOwn(COLUMNS, name) ? COLUMNS[name]!(this.tables) : (this.streamColumn(field) ?? null);
	}
}

function isTls({name}: FieldDefinition): boolean {
	return name === 'tls' || name.startsWith('tls.');
}
