import {fieldNamed} from '../../registry.ts';
import {type FieldTree, GENERATED} from '../field-tree.ts';
import type {SegmentFacts} from './segment-facts.ts';

/** Option kinds (IANA tcp-parameters). */
const enum Kind {
	END = 0,
	NO_OPERATION = 1,
	MAXIMUM_SEGMENT_SIZE = 2,
	WINDOW_SCALE = 3,
	SACK_PERMITTED = 4,
	SACK = 5,
	ECHO = 6,
	ECHO_REPLY = 7,
	TIME_STAMPS = 8,
	CONNECTION_COUNT = 11,
	NEW_CONNECTION_COUNT = 12,
	CONNECTION_COUNT_ECHO = 13,
	MD5 = 19,
	SCPS = 20,
	NEGATIVE_ACKNOWLEDGMENT = 21,
	RECORD_BOUNDARY = 22,
	CORRUPTION = 23,
	QUICK_START = 27,
	USER_TIMEOUT = 28,
	AUTHENTICATION = 29,
	MULTIPATH = 30,
	FAST_OPEN = 34,
	RIVERBED_PROBE = 76,
	RIVERBED_TRANSPARENCY = 78,
	ACCURATE_ECN_0 = 172,
	ACCURATE_ECN_1 = 174,
	EXPERIMENT_1 = 253,
	EXPERIMENT_2 = 254,
}

/** What edges of selective acknowledgments are relative to, and are compared with. */
type AcknowledgmentFacts = Pick<SegmentFacts, 'acknowledgment' | 'acknowledgmentBase'>;
/** Content of an option, which starts behind kind and length. */
type Content = (tree: FieldTree, at: number, end: number, facts: AcknowledgmentFacts) => void;

interface Option {
	readonly name: string;
	/** Length that the option must have for its content to be read; kind and length count. */
	readonly length?: number;
	/** Length that it must have at least. */
	readonly shortest?: number;
	readonly content?: Content;
}

const OPTIONS: ReadonlyMap<number, Option> = new Map<number, Option>([
	[Kind.MAXIMUM_SEGMENT_SIZE, {name: 'tcp.options.mss', length: 4, content: number('tcp.options.mss_val', 2)}],
	[Kind.WINDOW_SCALE, {name: 'tcp.options.wscale', length: 3, content: describeWindowScale}],
	[Kind.SACK_PERMITTED, {name: 'tcp.options.sack_perm', length: 2}],
	[Kind.SACK, {name: 'tcp.options.sack', content: describeSack}],
	[Kind.ECHO, {name: 'tcp.options.echo', length: 6, content: number('tcp.options.echo_value', 4)}],
	// Wireshark enters both under the name of the first.
	[Kind.ECHO_REPLY, {name: 'tcp.options.echo', length: 6, content: number('tcp.options.echo_value', 4)}],
	[Kind.TIME_STAMPS, {name: 'tcp.options.timestamp', length: 10, content: describeTimeStamps}],
	[Kind.CONNECTION_COUNT, {name: 'tcp.options.cc', length: 6, content: number('tcp.options.cc_value', 4)}],
	// Wireshark enters all three under the name of the first.
	[Kind.NEW_CONNECTION_COUNT, {name: 'tcp.options.cc', length: 6, content: number('tcp.options.cc_value', 4)}],
	[Kind.CONNECTION_COUNT_ECHO, {name: 'tcp.options.cc', length: 6, content: number('tcp.options.cc_value', 4)}],
	[Kind.MD5, {name: 'tcp.options.md5', length: 18, content: rest('tcp.options.md5.digest')}],
	[Kind.SCPS, {name: 'tcp.options.scps'}],
	[Kind.NEGATIVE_ACKNOWLEDGMENT, {name: 'tcp.options.snack'}],
	[Kind.RECORD_BOUNDARY, {name: 'tcp.options.scpsrec'}],
	[Kind.CORRUPTION, {name: 'tcp.options.scpscor'}],
	[Kind.QUICK_START, {name: 'tcp.options.qs', length: 8, content: describeQuickStart}],
	[Kind.USER_TIMEOUT, {name: 'tcp.options.user_to', length: 4, content: describeUserTimeout}],
	[Kind.AUTHENTICATION, {name: 'tcp.options.ao', shortest: 4, content: describeAuthentication}],
	[Kind.FAST_OPEN, {name: 'tcp.options.tfo', content: describeFastOpen}],
	[Kind.RIVERBED_PROBE, {name: 'tcp.options.rvbd.probe'}],
	[Kind.RIVERBED_TRANSPARENCY, {name: 'tcp.options.rvbd.trpy', length: 16}],
	[Kind.ACCURATE_ECN_0, {name: 'tcp.options.acc_ecn', content: describeAccurateEcn(['ee0b', 'eceb', 'ee1b'])}],
	[Kind.ACCURATE_ECN_1, {name: 'tcp.options.acc_ecn', content: describeAccurateEcn(['ee1b', 'eceb', 'ee0b'])}],
	[Kind.EXPERIMENT_1, {name: 'tcp.options.experimental', shortest: 4, content: describeExperiment}],
	[Kind.EXPERIMENT_2, {name: 'tcp.options.experimental', shortest: 4, content: describeExperiment}],
]);

/** No header has room for more. */
const MAX_OPTIONS = 40;

/** The options of a TCP header. A length that is below two or reaches past the header ends them (spec 6.2). */
export function describeTcpOptions(tree: FieldTree, from: number, end: number, facts: AcknowledgmentFacts): void {
	let at = from;
	for (let count = 0; at < end && count < MAX_OPTIONS; count++) {
		const kind = tree.peek(at, 1);
		if (tree.cut) return;
		if (kind === Kind.END || kind === Kind.NO_OPERATION) {
			tree.slice(kind === Kind.END ? 'tcp.options.eol' : 'tcp.options.nop', at, 1, {label: kindName(kind)});
			const start = at;
			tree.below(() => tree.uint('tcp.option_kind', start, 1));
			at++;
			// Wireshark lists every zero behind the end, unless something else stands there too.
			if (kind === Kind.END && hasBytesBehindEnd(tree, at, end)) return;
			continue;
		}
		const length = at + 1 < end ? tree.peek(at + 1, 1) : 0;
		if (tree.cut) return;
		if (length < 2 || at + length > end) {
			tree.derive('tcp.option.len.invalid', undefined, at);
			return;
		}
		describeOption(tree, kind, at, length, facts);
		at += length;
	}
}

/** Whether something other than zeros follows the end of the list; it is noted. */
function hasBytesBehindEnd(tree: FieldTree, from: number, end: number): boolean {
	const last = Math.min(end, tree.captureEnd);
	for (let at = from; at < last; at++) {
		if (tree.bytes[at] === 0) continue;
		tree.derive('tcp.non_zero_bytes_after_eol', undefined, from);
		return true;
	}
	return false;
}

function kindName(kind: number): string {
	return fieldNamed('tcp.option_kind')?.values?.get(kind) ?? `Unknown (${kind})`;
}

function describeOption(tree: FieldTree, kind: number, at: number, length: number, facts: AcknowledgmentFacts): void {
	if (kind === Kind.MULTIPATH) {
		// No option entry of its own in the registry: its parts stand directly below the options.
		describeKindAndLength(tree, at);
		if (length > 2) tree.bits('tcp.options.mptcp.subtype', at + 2, 1, 4, 15);
		return;
	}
	const option = OPTIONS.get(kind);
	const captured = Math.min(length, tree.captureEnd - at);
	tree.slice(option?.name ?? 'tcp.options.unknown', at, captured, {label: kindName(kind)});
	tree.below(() => {
		describeKindAndLength(tree, at);
		if (option === undefined) {
			if (length > 2) tree.slice('tcp.options.unknown.payload', at + 2, length - 2);
		} else if ((option.length ?? length) !== length || length < (option.shortest ?? 0))
			tree.below(() => tree.derive('tcp.option.len.invalid', undefined, at + 1));
		else option.content?.(tree, at + 2, at + length, facts);
	});
}

function describeKindAndLength(tree: FieldTree, at: number): void {
	tree.uint('tcp.option_kind', at, 1);
	tree.uint('tcp.option_len', at + 1, 1);
}

function number(name: string, length: number): Content {
	return (tree, at) => void tree.uint(name, at, length);
}

function rest(name: string): Content {
	return (tree, at, end) => tree.slice(name, at, end - at);
}

/** RFC 7323 2: a shift count above 14 counts as 14. */
function describeWindowScale(tree: FieldTree, at: number): void {
	const shift = tree.uint('tcp.options.wscale.shift', at, 1);
	if (shift > 14) tree.below(() => tree.derive('tcp.options.wscale.shift.invalid', undefined, at));
	tree.add('tcp.options.wscale.multiplier', 1 << Math.min(shift, 14), at, 1, GENERATED);
}

/** RFC 7323 3. */
function describeTimeStamps(tree: FieldTree, at: number): void {
	tree.uint('tcp.options.timestamp.tsval', at, 4);
	tree.uint('tcp.options.timestamp.tsecr', at + 4, 4);
}

/** RFC 2018 3, RFC 2883 4: the first block may report what arrived twice. */
function describeSack(tree: FieldTree, at: number, end: number, facts: AcknowledgmentFacts): void {
	const edge = (index: number) => (tree.peek(at + index * 4, 4) - facts.acknowledgmentBase) >>> 0;
	const blocks = Math.floor((end - at) / 8);
	for (let block = 0; block < blocks; block++) {
		tree.add('tcp.options.sack_le', edge(block * 2), at + block * 8, 4);
		tree.add('tcp.options.sack_re', edge(block * 2 + 1), at + block * 8 + 4, 4);
	}
	tree.derive('tcp.options.sack.count', blocks, at);
	if (blocks === 0 || !isDuplicate(edge, blocks, facts.acknowledgment)) return;
	tree.add('tcp.options.sack.dsack_le', edge(0), at, 4);
	tree.add('tcp.options.sack.dsack_re', edge(1), at + 4, 4);
	tree.derive('tcp.options.sack.dsack', undefined, at);
}

/** The first block is below the acknowledgment, or inside the second. */
function isDuplicate(edge: (index: number) => number, blocks: number, acknowledgment: number): boolean {
	const isAtMost = (a: number, b: number) => ((b - a) | 0) >= 0;
	if (isAtMost(edge(1), acknowledgment)) return true;
	return blocks > 1 && isAtMost(edge(2), edge(0)) && isAtMost(edge(1), edge(3));
}

/** RFC 4782 4.1. */
function describeQuickStart(tree: FieldTree, at: number): void {
	tree.bits('tcp.options.qs.rate', at, 1, 0, 15);
	tree.uint('tcp.options.qs.ttl_diff', at + 1, 1);
}

/** RFC 5482 2. */
function describeUserTimeout(tree: FieldTree, at: number): void {
	tree.bits('tcp.options.user_to_granularity', at, 2, 15, 1);
	tree.bits('tcp.options.user_to_val', at, 2, 0, 0x7fff);
}

/** RFC 5925 2.2. */
function describeAuthentication(tree: FieldTree, at: number, end: number): void {
	if (end - at < 2) return;
	tree.uint('tcp.options.ao.keyid', at, 1);
	tree.uint('tcp.options.ao.rnextkeyid', at + 1, 1);
	if (end - at > 2) tree.slice('tcp.options.ao.mac', at + 2, end - at - 2);
}

/** RFC 7413 4.1.1: without a cookie one is asked for. */
function describeFastOpen(tree: FieldTree, at: number, end: number): void {
	if (end > at) tree.slice('tcp.options.tfo.cookie', at, end - at);
	else tree.derive('tcp.options.tfo.request', undefined, at);
}

/** Up to three counters of 24 bits; the kind says in which order. */
function describeAccurateEcn(counters: readonly string[]): Content {
	return (tree, at, end) => {
		counters.forEach((name, index) => {
			if (at + index * 3 + 3 <= end) tree.uint(`tcp.options.acc_ecn.${name}`, at + index * 3, 3);
		});
	};
}

const FAST_OPEN_EXPERIMENT = 0xf989;
const ACK_RATE_EXPERIMENT = 0x00ac;

/** RFC 6994 2: an identifier of 16 bits says what the experiment is. */
function describeExperiment(tree: FieldTree, at: number, end: number): void {
	if (end - at < 2) return;
	const experiment = tree.uint('tcp.options.experimental.exid', at, 2);
	const content = at + 2;
	if (experiment === FAST_OPEN_EXPERIMENT) describeFastOpen(tree, content, end);
	else if (experiment === ACK_RATE_EXPERIMENT && end > content) {
		tree.bits('tcp.options.tarr.rate', content, 1, 1, 0x7f);
		tree.bits('tcp.options.tar.reserved', content, 1, 0, 1);
	} else if (end > content) tree.slice('tcp.options.experimental.data', content, end - content);
}
