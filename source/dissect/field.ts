/** Field types, by the names that Wireshark's filter engine has for them (spec/display-filter.md 7). */
export type FieldType =
	| 'FT_PROTOCOL'
	| 'FT_NONE'
	| 'FT_BOOLEAN'
	| 'FT_UINT8'
	| 'FT_UINT16'
	| 'FT_UINT24'
	| 'FT_UINT32'
	| 'FT_UINT56'
	| 'FT_UINT64'
	| 'FT_INT8'
	| 'FT_INT16'
	| 'FT_INT32'
	| 'FT_INT64'
	| 'FT_FRAMENUM'
	| 'FT_DOUBLE'
	| 'FT_IPv4'
	| 'FT_IPv6'
	| 'FT_ETHER'
	| 'FT_BYTES'
	| 'FT_STRING'
	| 'FT_ABSOLUTE_TIME'
	| 'FT_RELATIVE_TIME';

/** How a number is shown: `dec`, `hex`, or both; `oct` never occurs here. */
export type Base = 'none' | 'dec' | 'hex' | 'dec_hex' | 'hex_dec';

/** Names of a field's values: of numbers, or the two of a boolean. */
export type ValueNames = ReadonlyMap<number, string>;

export interface FieldDefinition {
	/** As Wireshark spells it: `tcp.flags.syn`. */
	readonly name: string;
	readonly type: FieldType;
	/** One line in our own words, for completion and the details pane. */
	readonly description: string;
	readonly base: Base;
	/** Names that may stand for a value in a filter, and that the details pane shows. */
	readonly values?: ValueNames;
	/** False: `values` is for show only; a filter refuses the names (a range or computed text, spec 3.3). */
	readonly valuesInFilters?: boolean;
	/** For a boolean: bits of the containing bit field, for its display. */
	readonly width?: number;
	/** Source and destination in one (`pair`), or repeated inside one layer (`list`). */
	readonly multi?: 'pair' | 'list';
	readonly kind: 'proto' | 'option' | 'field' | 'expert';
	/** False: known by name, not dissected by tcpwhy; a filter that uses it gets its own message. */
	readonly dissected?: boolean;
}

/**
 * A field's value: a number (integers up to 32 bits, booleans, IPv4 addresses as unsigned 32 bits), a bigint (64-bit
 * integers; times in nanoseconds), bytes (IPv6, ether, bytes), a string, or undefined for labels and protocols.
 */
export type FieldValue = number | bigint | string | Uint8Array | undefined;

/** One field in a packet, with the fields below it in the details tree. */
export interface FieldNode {
	readonly field: FieldDefinition;
	readonly value: FieldValue;
	/** The field's bytes, in the layer's buffer unless there is one of its own; length 0 for a generated field. */
	readonly at: number;
	readonly length: number;
	/** What several of the layer's records brought, put together. */
	readonly buffer?: Uint8Array;
	readonly children: readonly FieldNode[];
	/** Worked out rather than read: shown in brackets. */
	readonly generated?: boolean;
	/** Found by filters and -e, not shown in the tree (ip.addr beside ip.src). */
	readonly hidden?: boolean;
	/** The value as tshark prints it, where it does not follow from the value. */
	readonly printed?: string;
	/** Text of the line in the tree, where it is more than name and value. */
	readonly label?: string;
}

/** One protocol layer of a packet. */
export interface Layer {
	/** The protocol's own definition (`ip`, `tcp`). */
	readonly protocol: FieldDefinition;
	readonly bytes: Uint8Array;
	/** Own header: `at` … `headerEnd`; `packetEnd`: end of the captured bytes handed to it. */
	readonly at: number;
	readonly headerEnd: number;
	readonly packetEnd: number;
	/** Which occurrence of this protocol it is, from 1 (the layer operator `#`). */
	readonly occurrence: number;
	/** One line for the closed layer, as the details pane shows it. */
	readonly summary: string;
	readonly fields: readonly FieldNode[];
}

/** A packet, dissected for the details pane, for -e and for filters that need its bytes. */
export interface PacketDetails {
	/** Row of the packet table. */
	readonly row: number;
	/** `frame` first. */
	readonly layers: readonly Layer[];
}

/** Captured payload of the innermost TCP segment; `length` is the payload's own length. */
export function tcpPayload({layers}: PacketDetails, length: number): Uint8Array {
	const tcp = layers.findLast(({protocol}) => protocol.name === 'tcp');
	if (tcp === undefined) return new Uint8Array(0);
	return tcp.bytes.subarray(tcp.headerEnd, Math.min(tcp.packetEnd, tcp.headerEnd + length));
}
