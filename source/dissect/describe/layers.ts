import type {FieldDefinition, FieldNode, Layer} from '../field.ts';
import {PROTOCOL_NAMES, Protocol, type ProtocolName} from '../protocol.ts';
import {i32, SegmentWord, u16, type Walk} from '../walk.ts';
import {describeEthernet, describeTrailer} from './ethernet.ts';
import {FieldTree} from './field-tree.ts';
import {describeFrame, type FrameFacts} from './frame.ts';
import {describeIpv4} from './ip/ipv4.ts';
import {describeIpv6} from './ip/ipv6.ts';
import {describeExtension, type ExtensionName} from './ip/ipv6-extensions.ts';
import type {Described} from './layer.ts';
import {otherSummary, protocolDefinition} from './other.ts';
import type {SegmentFacts} from './tcp/segment-facts.ts';
import {describeTcp} from './tcp/tcp.ts';
import type {RecordFacts} from './tls/facts.ts';
import {isOfContent, tlsParts} from './tls/parts.ts';
import {describeTls} from './tls/tls.ts';
import {describeProviderTag, describeVlan, isProviderType} from './vlan.ts';

/** What is known of a packet beyond its bytes. Segments are counted as the walk counts them. */
export interface PacketFacts {
	frame(): FrameFacts;
	/** @param acknowledgment the number in the header: what it is shown as tells what it is relative to */
	segment(index: number, acknowledgment: number): SegmentFacts | undefined;
	/** TLS records that end in a segment; undefined if it is not TLS. */
	tls(index: number): readonly RecordFacts[] | undefined;
}

/** What has to be described, for those who look for a few fields in many packets. */
export interface Wanted {
	readonly protocols: ReadonlySet<string>;
	/** Names of fields. */
	readonly fields: ReadonlySet<string>;
}

/** What has to be described to find fields. */
export function wantedFor(fields: readonly FieldDefinition[]): Wanted {
	return {protocols: protocolsOf(fields), fields: new Set(fields.map(({name}) => name))};
}

/** Protocols whose layers have to be described to find fields. */
function protocolsOf(fields: readonly FieldDefinition[]): ReadonlySet<string> {
	const protocols = new Set(fields.map(field => field.name.split('.', 1)[0]!));
	// A VLAN tag has the padding of its frame, and IPv6 its version under the name of IPv4's.
	if (protocols.has('eth')) protocols.add('vlan');
	if (protocols.has('ip')) protocols.add('ipv6');
	return protocols;
}

/** Name of a layer as frame.protocols has it: a provider's VLAN tag is a protocol of its own. */
export function layerName(walk: Walk, n: number): ProtocolName | 'ieee8021ad' {
	const name = PROTOCOL_NAMES[walk.layerProtocol(n)]!;
	const at = walk.layerAt(n);
	if (name !== 'vlan' || at < 2) return name;
	return isProviderType(u16(walk.layerBytes(n), at - 2)) ? 'ieee8021ad' : name;
}

/**
 * Describes the layers that a walk has found, the frame itself first.
 *
 * @param only what to describe; default: all
 */
export function describeLayers(walk: Walk, facts: PacketFacts, only?: Wanted): Layer[] {
	return new LayerList(walk, facts, only).describe();
}

class LayerList {
	private readonly layers: Layer[] = [];
	private readonly occurrences = new Map<string, number>();

	constructor(
		private readonly walk: Walk,
		private readonly facts: PacketFacts,
		private readonly only: Wanted | undefined,
	) {}

	describe(): Layer[] {
		const {walk} = this;
		if (this.wants('frame')) {
			const frame = this.tree(0, walk.bufferEnds[0]!);
			const start = walk.layerCount > 0 ? walk.layerAt(0) : 0;
			this.push('frame', frame, start, describeFrame(frame, this.facts.frame()));
		}
		for (let n = 0; n < walk.layerCount; n++) this.describeLayer(n);
		return this.layers;
	}

	private wants(protocol: string): boolean {
		return this.only === undefined || this.only.protocols.has(protocol);
	}

	private describeLayer(n: number): void {
		const name = PROTOCOL_NAMES[this.walk.layerProtocol(n)]!;
		if (name === 'ethertype' || this.isInsideIpv6(n)) return;
		if (name === 'tcp') {
			if (this.wants('tcp') || this.wants('tls')) this.describeSegment(n);
			return;
		}
		if (!this.wants(name.startsWith('ipv6.') ? 'ipv6' : name)) return;
		const at = this.walk.layerAt(n);
		const tree = this.tree(this.walk.layerBuffer(n));
		if (layerName(this.walk, n) === 'ieee8021ad') this.push('ieee8021ad', tree, at, describeProviderTag(tree, at));
		else this.push(name, tree, at, this.describeHeader(name, tree, n), this.dataEnd(n));
	}

	private describeHeader(name: ProtocolName, tree: FieldTree, n: number): Described {
		const at = this.walk.layerAt(n);
		switch (name) {
			case 'eth': {
				// Cisco FabricPath puts addresses of its own in front, which are not Ethernet's.
				if (this.walk.layerProtocol(n + 1) === Protocol.cfp && n + 1 < this.walk.layerCount)
					return {headerEnd: at, summary: () => otherSummary('cfp', 0)};
				const described = describeEthernet(tree, at);
				this.describeTrailer(name, tree, n);
				return described;
			}
			case 'vlan': {
				const described = describeVlan(tree, at);
				this.describeTrailer(name, tree, n);
				return described;
			}
			case 'ip':
				return describeIpv4(tree, at, this.walk.layerEnd(n));
			case 'ipv6':
				return this.describeIpv6(tree, n);
			case 'ipv6.hopopts':
			case 'ipv6.dstopts':
			case 'ipv6.routing':
			case 'ipv6.fraghdr':
				return {headerEnd: describeExtension(tree, name, at), summary: () => protocolDefinition(name).description};
			default: {
				const end = this.headerEnd(n);
				return {headerEnd: end, summary: () => otherSummary(name, end - at)};
			}
		}
	}

	/** Extension headers belong to their IPv6 header as long as they are in the same buffer. */
	private describeIpv6(tree: FieldTree, n: number): Described {
		const described = describeIpv6(tree, this.walk.layerAt(n));
		let {headerEnd} = described;
		for (let next = n + 1; next < this.walk.layerCount && this.isInsideIpv6(next); next++) {
			const name = PROTOCOL_NAMES[this.walk.layerProtocol(next)] as ExtensionName;
			headerEnd = describeExtension(tree, name, this.walk.layerAt(next));
		}
		return {...described, headerEnd};
	}

	private isInsideIpv6(n: number): boolean {
		const {walk} = this;
		let header = n;
		while (header > 0 && PROTOCOL_NAMES[walk.layerProtocol(header)]!.startsWith('ipv6.')) header--;
		return (
			header < n && walk.layerProtocol(header) === Protocol.ipv6 && walk.layerBuffer(header) === walk.layerBuffer(n)
		);
	}

	private describeSegment(n: number): void {
		const {walk} = this;
		const at = walk.layerAt(n);
		const index = walk.segmentOf(n);
		const buffer = walk.layerBuffer(n);
		const captureEnd =
			index < 0 ? walk.bufferEnds[buffer]! : walk.segments[index * SegmentWord.COUNT + SegmentWord.CAPTURE_END]!;
		const tree = this.tree(buffer, captureEnd);
		const facts = index < 0 ? undefined : this.facts.segment(index, i32(tree.bytes, at + 8) >>> 0);
		const described = describeTcp(tree, at, walk.layerEnd(n), facts, this.isQuoted(n));
		if (this.wants('tcp')) this.push('tcp', tree, at, described, Math.min(walk.layerEnd(n), captureEnd));
		const records = index < 0 || !this.wants('tls') ? undefined : this.facts.tls(index);
		if (records === undefined) return;
		const payloadEnd = Math.min(walk.layerEnd(n), captureEnd);
		const joins = this.only === undefined || [...this.only.fields].some(isOfContent);
		for (const part of tlsParts(tree.bytes, described.headerEnd, payloadEnd, records, joins)) {
			const {bytes, at, end} = part;
			const layer = new FieldTree(bytes, end, this.only?.fields);
			this.push('tls', layer, at, {headerEnd: end, summary: describeTls(layer, part)}, end);
		}
	}

	private isQuoted(n: number): boolean {
		return this.walk.layerBefore(n, Protocol.icmp, Protocol.icmpv6) >= 0;
	}

	/** What stands behind the payload belongs to the innermost of Ethernet and its VLAN tags. */
	private describeTrailer(owner: 'eth' | 'vlan', tree: FieldTree, n: number): void {
		const {walk} = this;
		let next = n + 1;
		while (next < walk.layerCount && isBetween(walk.layerProtocol(next))) next++;
		if (next >= walk.layerCount || walk.layerBuffer(next) !== walk.layerBuffer(n)) return;
		const payloadEnd = this.lengthOnWire(next);
		if (payloadEnd < 0) return;
		let outermost = n;
		while (outermost > 0 && walk.layerProtocol(outermost) !== Protocol.eth) outermost--;
		const isTunnelled = outermost > 0 && walk.layerProtocol(outermost - 1) !== Protocol.cfp;
		describeTrailer(tree, walk.layerAt(outermost), payloadEnd, walk.layerEnd(n), owner, isTunnelled);
	}

	/** Where a layer ends by its own length; -1 where it has none. */
	private lengthOnWire(n: number): number {
		const {walk} = this;
		const at = walk.layerAt(n);
		const bytes = walk.layerBytes(n);
		const captured = walk.bufferEnds[walk.layerBuffer(n)]!;
		const protocol = walk.layerProtocol(n);
		if (protocol === Protocol.llc) return walk.layerEnd(n);
		if (protocol === Protocol.arp) return at + 8 <= captured ? at + 8 + 2 * (bytes[at + 4]! + bytes[at + 5]!) : -1;
		if (at + 6 > captured) return -1;
		if (protocol === Protocol.ip) return u16(bytes, at + 2) === 0 ? -1 : at + u16(bytes, at + 2);
		if (protocol === Protocol.ipv6) return u16(bytes, at + 4) === 0 ? -1 : at + 40 + u16(bytes, at + 4);
		return -1;
	}

	/** Where what was captured of a layer ends: a trailer of the link is no part of the layers above it. */
	private dataEnd(n: number): number {
		const {walk} = this;
		const captured = Math.min(walk.layerEnd(n), walk.bufferEnds[walk.layerBuffer(n)]!);
		const own = this.lengthOnWire(n);
		return own < 0 ? captured : Math.min(own, captured);
	}

	/** A header that is not read reaches to the next layer of its buffer. */
	private headerEnd(n: number): number {
		const {walk} = this;
		const end = Math.min(walk.layerEnd(n), walk.bufferEnds[walk.layerBuffer(n)]!);
		if (n + 1 >= walk.layerCount || walk.layerBuffer(n + 1) !== walk.layerBuffer(n)) return end;
		return Math.min(walk.layerAt(n + 1), end);
	}

	private tree(buffer: number, captureEnd = this.walk.bufferEnds[buffer]!): FieldTree {
		return new FieldTree(this.walk.buffers[buffer]!, captureEnd, this.only?.fields);
	}

	private push(
		name: ProtocolName | 'frame' | 'ieee8021ad',
		tree: FieldTree,
		at: number,
		described: Described,
		packetEnd = tree.captureEnd,
	): void {
		const occurrence = (this.occurrences.get(name) ?? 0) + 1;
		this.occurrences.set(name, occurrence);
		this.layers.push(new DescribedLayer(protocolDefinition(name), tree, at, packetEnd, occurrence, described));
	}
}

/** Layers without a length of their own, between Ethernet and what tells where the payload ends. */
function isBetween(protocol: number): boolean {
	return protocol === Protocol.ethertype || protocol === Protocol.mpls;
}

class DescribedLayer implements Layer {
	readonly bytes: Uint8Array;
	readonly headerEnd: number;
	readonly fields: readonly FieldNode[];

	constructor(
		readonly protocol: FieldDefinition,
		tree: FieldTree,
		readonly at: number,
		readonly packetEnd: number,
		readonly occurrence: number,
		private readonly described: Described,
	) {
		this.bytes = tree.bytes;
		this.headerEnd = Math.min(Math.max(described.headerEnd, at), tree.captureEnd);
		this.fields = tree.nodes;
	}

	get summary(): string {
		return this.described.summary();
	}
}
