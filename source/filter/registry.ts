import type {FieldDefinition} from '../dissect/field.ts';
import type {Macros} from './macro-definitions.ts';

/** What the filter language has to know of fields. `source/dissect/registry.ts` is one; so is `withStreamFields()`. */
export interface FieldRegistry {
	fieldNamed(name: string): FieldDefinition | undefined;
	readonly allFields: readonly FieldDefinition[];
	/** Macros that filters may call; default: those that Wireshark ships. */
	readonly macros?: Macros;
}

export interface FoundField {
	readonly definition: FieldDefinition;
	/** The name is an old one that Wireshark still takes; warn with the new one. */
	readonly deprecated: boolean;
}

/** Names that people type and that tcpwhy takes although Wireshark does not. */
const ACCEPTED: ReadonlyMap<string, string> = new Map([['tls.content_type', 'tls.record.content_type']]);

/** First segments that Wireshark keeps as aliases (spec/display-filter.md 13). */
const DEPRECATED_PREFIXES: ReadonlyMap<string, string> = new Map([['ssl', 'tls']]);

/** A field by its name or an alias of it. */
export function findField(registry: FieldRegistry, name: string): FoundField | undefined {
	const definition = registry.fieldNamed(ACCEPTED.get(name) ?? name);
	if (definition !== undefined) return {definition, deprecated: false};
	const dot = name.indexOf('.');
	const prefix = DEPRECATED_PREFIXES.get(dot < 0 ? name : name.slice(0, dot));
	if (prefix === undefined) return undefined;
	const renamed = prefix + (dot < 0 ? '' : name.slice(dot));
	const found = registry.fieldNamed(ACCEPTED.get(renamed) ?? renamed);
	return found === undefined ? undefined : {definition: found, deprecated: true};
}
