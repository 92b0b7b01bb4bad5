import {tokensOf} from '../highlight.ts';
import {type FieldRegistry, findField} from '../registry.ts';
import {streamField} from '../stream-fields.ts';

/** A filter as Wireshark takes it: names that only tcpwhy takes are replaced by Wireshark's own. */
export function forWireshark(filter: string, registry: FieldRegistry): string {
	let text = '';
	let from = 0;
	for (const token of tokensOf(filter, registry)) {
		if (token.kind !== 'word' && token.kind !== 'field') continue;
		const found = findField(registry, token.text);
		if (found === undefined || found.deprecated || found.definition.name === token.text) continue;
		text += filter.slice(from, token.from) + found.definition.name;
		from = token.to;
	}
	return text + filter.slice(from);
}

/** Whether a filter asks for something that Wireshark does not have: the fields under `conn.`. */
export function needsTcpwhy(filter: string, registry: FieldRegistry): boolean {
	return tokensOf(filter, registry).some(({text}) => streamField(text) !== undefined);
}
