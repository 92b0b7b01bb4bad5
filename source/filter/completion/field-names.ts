import type {FieldDefinition} from '../../dissect/field.ts';
import type {FieldRegistry} from '../registry.ts';

/** What people look for first. */
const CORE = ['tcp', 'ip', 'ipv6', 'tls', 'frame', 'eth', 'conn'];
/** Among names that fit equally well these come first: `tcp.flags.r` is far more often reset than res. */
const COMMON: ReadonlySet<string> = new Set([
	'frame.len',
	'frame.number',
	'frame.time_relative',
	'ip.addr',
	'ip.src',
	'ip.dst',
	'ip.ttl',
	'ipv6.addr',
	'tcp.port',
	'tcp.stream',
	'tcp.len',
	'tcp.payload',
	'tcp.window_size',
	'tcp.flags.reset',
	'tcp.flags.syn',
	'tcp.flags.fin',
	'tcp.flags.ack',
	'tcp.analysis.retransmission',
	'tcp.analysis.zero_window',
	'tls.alert_message.desc',
	'tls.handshake.type',
	'tls.handshake.extensions_server_name',
	'conn.verdict',
	'conn.category',
]);
const COMMON_LEAD = 10;
const KIND_COST = {proto: 0, field: 0, option: 1, expert: 2} as const;

/**
 * Fields that a typed prefix may become, best first: names that start with it, then names whose segments start with
 * its segments (`t.f.s` is tcp.flags.syn), then names that contain it, then names that have its letters in order.
 */
export function matchingFields(
	typed: string,
	registry: FieldRegistry,
	accept: (field: FieldDefinition) => boolean,
	most: number,
): readonly FieldDefinition[] {
	const ranked: {field: FieldDefinition; cost: number}[] = [];
	for (const field of registry.allFields) {
		if (field.dissected === false || !accept(field)) continue;
		const match = matchCost(typed, field.name);
		if (match !== undefined) ranked.push({field, cost: match * 1000 + placeCost(typed, field)});
	}
	return ranked
		.sort((a, b) => a.cost - b.cost || a.field.name.localeCompare(b.field.name))
		.slice(0, most)
		.map(({field}) => field);
}

function matchCost(typed: string, name: string): number | undefined {
	if (name.startsWith(typed)) return 0;
	const segments = typed.split('.');
	const parts = name.split('.');
	if (
		segments.length > 1 &&
		segments.length <= parts.length &&
		segments.every((part, index) => parts[index]!.startsWith(part))
	)
		return 1;
	if (name.includes(typed)) return 2;
	return typed.length > 2 && isSubsequence(typed, name) ? 3 : undefined;
}

/** One segment at a time: `tcp.fl` offers tcp.flags before its children. Rare things come last. */
function placeCost(typed: string, {name, kind}: FieldDefinition): number {
	const deeper = name.split('.').length - typed.split('.').length;
	const core = CORE.indexOf(name.split('.', 1)[0]!);
	const lead = COMMON.has(name) ? COMMON_LEAD : 0;
	return KIND_COST[kind] * 300 + Math.max(0, deeper) * 20 + (core < 0 ? CORE.length : core) - lead;
}

function isSubsequence(typed: string, name: string): boolean {
	let position = 0;
	for (const letter of typed) {
		position = name.indexOf(letter, position) + 1;
		if (position === 0) return false;
	}
	return true;
}
