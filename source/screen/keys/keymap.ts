import {type Binding, type KeyTable, keyLabel} from './key-table.ts';

/** Keys that the user gives an action of a table instead of those that it has. */
export interface Rebinding {
	/** As `tableName` makes it. */
	readonly table: string;
	readonly action: string;
	/** None takes the action off the keyboard. */
	readonly keys: readonly string[];
	/** Where the user wrote it. */
	readonly line: number;
}

/** What a table is called in the config file: its heading on the help screen, `stream-list` for `Stream list`. */
export function tableName({name, title}: KeyTable): string {
	return name ?? title.split(';')[0]!.toLowerCase().replaceAll(' ', '-');
}

/** The user's keys over those that ship. */
export class Keymap {
	private readonly known = new WeakMap<KeyTable, KeyTable>();

	constructor(private readonly rebindings: readonly Rebinding[] = []) {}

	/** The tables with the user's keys; the same tables where there are none. */
	rebind(tables: readonly KeyTable[]): readonly KeyTable[] {
		return this.rebindings.length === 0 ? tables : tables.map(table => this.rebindTable(table));
	}

	/** The key of an action as a sentence names it; the command that does it where no key is left. */
	keyFor(table: KeyTable, action: string): string {
		const key = this.rebindTable(table).bindings.find(binding => binding.action === action)?.keys[0];
		return key === undefined ? `:${action}` : keyLabel(key);
	}

	private rebindTable(table: KeyTable): KeyTable {
		let rebound = this.known.get(table);
		if (rebound === undefined) {
			const name = tableName(table);
			rebound = withKeys(
				table,
				this.rebindings.filter(rebinding => rebinding.table === name),
			);
			this.known.set(table, rebound);
		}
		return rebound;
	}
}

/** A table with other keys: what the user binds is taken from the actions that had it. */
function withKeys(table: KeyTable, rebindings: readonly Rebinding[]): KeyTable {
	if (rebindings.length === 0) return table;
	const taken = rebindings.flatMap(({keys}) => keys);
	const bindings = table.bindings.map((binding): Binding => {
		const own = rebindings.findLast(({action}) => action === binding.action);
		if (own !== undefined) return {...binding, keys: own.keys, ...shownKeys(own.keys)};
		const left = binding.keys.filter(key => !taken.some(other => collide(key, other)));
		return left.length === binding.keys.length ? binding : {...binding, keys: left, ...shownKeys(left)};
	});
	return {...table, bindings};
}

/** Two of them cannot be told apart while they are typed. */
function collide(one: string, other: string): boolean {
	return one === other || one.startsWith(`${other} `) || other.startsWith(`${one} `);
}

/** Keys that are too many to list are shown by the first and the last. */
const MOST_SHOWN = 6;

function shownKeys(keys: readonly string[]): {shown?: string} {
	return keys.length <= MOST_SHOWN ? {} : {shown: `${keyLabel(keys[0]!)} … ${keyLabel(keys.at(-1)!)}`};
}
