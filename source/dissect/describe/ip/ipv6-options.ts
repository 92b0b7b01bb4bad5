import {fieldNamed} from '../../registry.ts';
import type {FieldTree} from '../field-tree.ts';

/** Option types (IANA ipv6-parameters). */
const enum Option {
	PAD_1 = 0x00,
	PAD_N = 0x01,
	TUNNEL_LIMIT = 0x04,
	ROUTER_ALERT = 0x05,
	METRICS = 0x0f,
	QUICK_START = 0x26,
	PATH_MTU = 0x30,
	JUMBO = 0xc2,
	HOME_ADDRESS = 0xc9,
}

/** Experimental types: 11110 in the low five bits (RFC 4727 6). */
const EXPERIMENTAL = 0x1e;

/** A header of 2 KiB has room for no more. */
const MAX_OPTIONS = 2048;

/** The options of a hop-by-hop or destination options header. One that is longer than the header ends them. */
export function describeIpv6Options(tree: FieldTree, from: number, end: number): void {
	let at = from;
	for (let count = 0; at < end && count < MAX_OPTIONS && !tree.cut; count++) {
		const type = tree.peek(at, 1);
		const length = type === Option.PAD_1 ? 1 : 2 + (at + 1 < end ? tree.peek(at + 1, 1) : 0);
		if (tree.cut) return;
		const name = fieldNamed('ipv6.opt.type')?.values?.get(type) ?? `Unknown IPv6 Option (${type})`;
		tree.add('ipv6.opt', undefined, at, Math.min(length, tree.captureEnd - at), {label: name});
		const start = at;
		tree.below(() => describeOption(tree, type, start, Math.min(start + length, end)));
		at += length;
	}
}

function describeOption(tree: FieldTree, type: number, at: number, end: number): void {
	tree.uint('ipv6.opt.type', at, 1);
	tree.below(() => {
		tree.bits('ipv6.opt.type.action', at, 1, 6, 3);
		tree.bits('ipv6.opt.type.change', at, 1, 5, 1);
		tree.bits('ipv6.opt.type.rest', at, 1, 0, 31);
	});
	if (type === Option.PAD_1) {
		tree.add('ipv6.opt.pad1', undefined, at, 1);
		return;
	}
	tree.uint('ipv6.opt.length', at + 1, 1);
	describeContent(tree, type, at + 2, end);
}

function describeContent(tree: FieldTree, type: number, at: number, end: number): void {
	const length = end - at;
	const has = (wanted: number) => length >= wanted;
	if (type === Option.PAD_N) tree.slice('ipv6.opt.padn', at, length);
	else if (type === Option.TUNNEL_LIMIT && has(1)) tree.uint('ipv6.opt.tel', at, 1);
	else if (type === Option.ROUTER_ALERT && has(2)) tree.uint('ipv6.opt.router_alert', at, 2);
	else if (type === Option.METRICS && has(10)) describeMetrics(tree, at);
	else if (type === Option.QUICK_START && has(6)) describeQuickStart(tree, at);
	else if (type === Option.PATH_MTU && has(4)) describePathMtu(tree, at);
	else if (type === Option.JUMBO && has(4)) tree.uint('ipv6.opt.jumbo', at, 4);
	else if (type === Option.HOME_ADDRESS && has(16)) tree.slice('ipv6.opt.mipv6.home_address', at, 16);
	else if ((type & 31) === EXPERIMENTAL && has(1)) tree.slice('ipv6.opt.experimental', at, length);
	else if (has(1) && fieldNamed('ipv6.opt.type')?.values?.has(type) !== true)
		tree.slice('ipv6.opt.unknown', at, length);
}

/** RFC 8250 3.2. */
function describeMetrics(tree: FieldTree, at: number): void {
	tree.uint('ipv6.opt.pdm.scale_dtlr', at, 1);
	tree.uint('ipv6.opt.pdm.scale_dtls', at + 1, 1);
	tree.uint('ipv6.opt.pdm.psn_this_pkt', at + 2, 2);
	tree.uint('ipv6.opt.pdm.psn_last_recv', at + 4, 2);
	tree.uint('ipv6.opt.pdm.delta_last_recv', at + 6, 2);
	tree.uint('ipv6.opt.pdm.delta_last_sent', at + 8, 2);
}

/** RFC 4782 3.2. */
function describeQuickStart(tree: FieldTree, at: number): void {
	const REPORT = 8;
	const kind = tree.bits('ipv6.opt.qs_func', at, 1, 4, 15);
	tree.bits('ipv6.opt.qs_rate', at, 1, 0, 15);
	tree.uint(kind === REPORT ? 'ipv6.opt.qs_unused' : 'ipv6.opt.qs_ttl', at + 1, 1);
	tree.bits('ipv6.opt.qs_nonce', at + 2, 4, 2, 0x3fff_ffff);
	tree.bits('ipv6.opt.qs_reserved', at + 2, 4, 0, 3);
}

/** RFC 9268 5: the lowest bit of the returned MTU asks for an answer. */
function describePathMtu(tree: FieldTree, at: number): void {
	tree.uint('ipv6.opt.pmtu.min', at, 2);
	const returned = tree.peek(at + 2, 2);
	tree.add('ipv6.opt.pmtu.rtn', returned & 0xfffe, at + 2, 2);
	tree.add('ipv6.opt.pmtu.r_flag', returned & 1, at + 2, 2);
}
