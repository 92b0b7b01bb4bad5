import type {CaptureTables} from '../../analysis/tables/capture-tables.ts';
import type {FieldDefinition} from '../../dissect/field.ts';
import type {FieldOperand} from '../check/checked-tree.ts';
import type {PacketIndex} from '../evaluate/packet-index.ts';
import type {BlockTest, Column, MakeColumn} from './column.ts';
import {FRAME_COLUMNS} from './fields/frame.ts';
import {IP_COLUMNS} from './fields/ip.ts';
import {TCP_COLUMNS} from './fields/tcp.ts';
import {TLS_COLUMNS} from './fields/tls.ts';
import {absenceGuard} from './guards.ts';

const COLUMNS: Readonly<Record<string, MakeColumn>> = {
	...FRAME_COLUMNS,
	...IP_COLUMNS,
	...TCP_COLUMNS,
	...TLS_COLUMNS,
};

/** The columns of a capture, each made once for a filter. */
export class ColumnSource {
	private readonly made = new Map<string, Column | undefined>();

	constructor(
		readonly tables: CaptureTables,
		/** Columns of fields that are no part of any packet (`conn.…`). */
		private readonly streamColumn: (field: FieldDefinition) => Column | undefined,
		/** The packet of a row without its details, for tests that need none. */
		readonly withoutDetails: (row: number) => PacketIndex,
	) {}

	/** The column of a field; undefined for one that only the packet's bytes hold. */
	column(field: FieldDefinition): Column | undefined {
		const {name} = field;
		if (!this.made.has(name))
			this.made.set(name, Object.hasOwn(COLUMNS, name) ? COLUMNS[name]!(this.tables) : this.streamColumn(field));
		return this.made.get(name);
	}

	/** NO where the packet cannot have the field. */
	guard({field}: FieldOperand): BlockTest {
		return this.column(field)?.state ?? absenceGuard(field, this.tables);
	}
}
