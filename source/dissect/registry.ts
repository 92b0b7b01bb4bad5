import type {FieldDefinition} from './field.ts';
import {ethernetFields} from './fields/ethernet.ts';
import {frameFields} from './fields/frame.ts';
import {ipv4Fields} from './fields/ipv4.ts';
import {ipv6Fields} from './fields/ipv6.ts';
import {ipv4OptionFields} from './fields/options/ipv4-options.ts';
import {ipv6OptionFields} from './fields/options/ipv6-options.ts';
import {mptcpFields} from './fields/options/mptcp.ts';
import {tcpOptionFields} from './fields/options/tcp-options.ts';
import {tcpFields} from './fields/tcp.ts';
import {tcpAnalysisFields} from './fields/tcp-analysis.ts';
import {tlsFields} from './fields/tls.ts';
import {vlanFields} from './fields/vlan.ts';

/** Every field that a filter or -e may name, protocol by protocol. */
export const allFields: readonly FieldDefinition[] = [
	...frameFields,
	...ethernetFields,
	...vlanFields,
	...ipv4Fields,
	...ipv4OptionFields,
	...ipv6Fields,
	...ipv6OptionFields,
	...tcpFields,
	...tcpAnalysisFields,
	...tcpOptionFields,
	...mptcpFields,
	...tlsFields,
];

const byName: ReadonlyMap<string, FieldDefinition> = new Map(allFields.map(field => [field.name, field]));

/** The field of a name, spelled as Wireshark spells it; undefined for a name that is not known. */
export function fieldNamed(name: string): FieldDefinition | undefined {
	return byName.get(name);
}
