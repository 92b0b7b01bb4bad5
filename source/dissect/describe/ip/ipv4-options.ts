import {formatIpv4} from '../../address.ts';
import {fieldNamed} from '../../registry.ts';
import {type FieldTree, HIDDEN} from '../field-tree.ts';

/** Option types, with copy bit and class (IANA ip-parameters). */
const enum Option {
	END = 0,
	NO_OPERATION = 1,
	RECORD_ROUTE = 7,
	MTU_PROBE = 11,
	MTU_REPLY = 12,
	QUICK_START = 25,
	TIME_STAMP = 68,
	TRACEROUTE = 82,
	SECURITY = 130,
	LOOSE_ROUTE = 131,
	EXTENDED_SECURITY = 133,
	COMMERCIAL_SECURITY = 134,
	STREAM = 136,
	STRICT_ROUTE = 137,
	ROUTER_ALERT = 148,
	DIRECTED_BROADCAST = 149,
}

/** Content of an option: starts behind type and length. */
type Content = (tree: FieldTree, at: number, end: number, destination: number) => void;

const OPTIONS: ReadonlyMap<number, {readonly name: string; readonly content?: Content}> = new Map([
	[Option.RECORD_ROUTE, {name: 'ip.options.record_route', content: describeRecordRoute}],
	[Option.LOOSE_ROUTE, {name: 'ip.options.route', content: describeSourceRoute}],
	[Option.STRICT_ROUTE, {name: 'ip.options.source_route', content: describeSourceRoute}],
	[Option.TIME_STAMP, {name: 'ip.options.timestamp', content: describeTimeStamps}],
	[Option.ROUTER_ALERT, {name: 'ip.options.routeralert', content: number16('ip.opt.ra')}],
	[Option.STREAM, {name: 'ip.options.sid', content: number16('ip.opt.sid')}],
	[Option.MTU_PROBE, {name: 'ip.options.mtu_probe', content: number16('ip.opt.mtu')}],
	[Option.MTU_REPLY, {name: 'ip.options.mtu_reply', content: number16('ip.opt.mtu')}],
	[Option.TRACEROUTE, {name: 'ip.options.traceroute', content: describeTraceroute}],
	[Option.DIRECTED_BROADCAST, {name: 'ip.options.sdb', content: describeAddresses}],
	[Option.QUICK_START, {name: 'ip.options.qs', content: describeQuickStart}],
	[Option.SECURITY, {name: 'ip.options.security', content: describeSecurity}],
	[Option.EXTENDED_SECURITY, {name: 'ip.options.ext_security'}],
	[Option.COMMERCIAL_SECURITY, {name: 'ip.options.cipso'}],
]);

/** No header has room for more. */
const MAX_OPTIONS = 40;

/**
 * The options of an IPv4 header. A length that is below two or reaches past the header ends them.
 *
 * @param destination of the header: under a source route it is the next stop
 */
export function describeIpv4Options(tree: FieldTree, from: number, end: number, destination: number): void {
	let at = from;
	for (let count = 0; at < end && count < MAX_OPTIONS; count++) {
		const type = tree.peek(at, 1);
		if (tree.cut) return;
		if (type === Option.END || type === Option.NO_OPERATION) {
			tree.slice(type === Option.END ? 'ip.options.eol' : 'ip.options.nop', at, 1);
			tree.below(() => describeType(tree, at));
			if (type === Option.END) return;
			at++;
			continue;
		}
		const length = at + 1 < end ? tree.peek(at + 1, 1) : 0;
		if (tree.cut || length < 2 || at + length > end) return;
		describeOption(tree, type, at, length, destination);
		at += length;
	}
}

function describeOption(tree: FieldTree, type: number, at: number, length: number, destination: number): void {
	const option = OPTIONS.get(type);
	const describe = () => {
		describeType(tree, at);
		tree.uint('ip.opt.len', at + 1, 1);
		option?.content?.(tree, at + 2, at + length, destination);
	};
	if (option === undefined) {
		describe();
		return;
	}
	tree.slice(option.name, at, length, {label: fieldNamed(option.name)!.description});
	tree.below(describe);
}

function describeType(tree: FieldTree, at: number): void {
	tree.uint('ip.opt.type', at, 1);
	tree.below(() => {
		tree.bits('ip.opt.type.copy', at, 1, 7, 1);
		tree.bits('ip.opt.type.class', at, 1, 5, 3);
		tree.bits('ip.opt.type.number', at, 1, 0, 31);
	});
}

function number16(name: string): Content {
	return (tree, at, end) => {
		if (at + 2 <= end) tree.uint(name, at, 2);
	};
}

function describeRoute(tree: FieldTree, name: string, at: number): void {
	const address = tree.uint(name, at, 4);
	tree.add(`${name}_host`, formatIpv4(address), at, 4, HIDDEN);
}

/** The pointer counts from the option's first byte, from 1; entries before it are filled (RFC 791 3.1). */
function describeRecordRoute(tree: FieldTree, at: number, end: number): void {
	if (at >= end) return;
	const pointer = tree.uint('ip.opt.ptr', at, 1);
	for (let entry = at + 1; entry + 4 <= end; entry += 4)
		describeRoute(tree, entry - (at - 2) < pointer - 1 ? 'ip.rec_rt' : 'ip.empty_rt', entry);
}

/** Entries behind the pointer are still ahead, those before it have been recorded on the way. */
function describeSourceRoute(tree: FieldTree, at: number, end: number, destination: number): void {
	if (at >= end) return;
	const pointer = tree.uint('ip.opt.ptr', at, 1);
	tree.derive('ip.cur_rt', destination, at);
	tree.derive('ip.cur_rt_host', formatIpv4(destination), at, HIDDEN);
	for (let entry = at + 1; entry + 4 <= end; entry += 4)
		describeRoute(tree, entry - (at - 2) < pointer - 1 ? 'ip.rec_rt' : 'ip.src_rt', entry);
}

function describeTimeStamps(tree: FieldTree, at: number, end: number): void {
	if (at + 2 > end) return;
	tree.uint('ip.opt.ptr', at, 1);
	tree.bits('ip.opt.overflow', at + 1, 1, 4, 15);
	const kind = tree.bits('ip.opt.flag', at + 1, 1, 0, 15);
	const TIMES_ONLY = 0;
	for (let entry = at + 2; entry + 4 <= end; ) {
		if (kind !== TIMES_ONLY && entry + 8 <= end) {
			tree.uint('ip.opt.time_stamp_addr', entry, 4);
			entry += 4;
		}
		tree.uint('ip.opt.time_stamp', entry, 4);
		entry += 4;
	}
}

/** RFC 1393 2.2. */
function describeTraceroute(tree: FieldTree, at: number, end: number): void {
	if (at + 10 > end) return;
	tree.uint('ip.opt.id_number', at, 2);
	tree.uint('ip.opt.ohc', at + 2, 2);
	tree.uint('ip.opt.rhc', at + 4, 2);
	tree.uint('ip.opt.originator', at + 6, 4);
}

function describeAddresses(tree: FieldTree, at: number, end: number): void {
	for (let entry = at; entry + 4 <= end; entry += 4) tree.uint('ip.opt.addr', entry, 4);
}

/** RFC 4782 3.1. */
function describeQuickStart(tree: FieldTree, at: number, end: number): void {
	if (at + 6 > end) return;
	const REPORT = 8;
	const kind = tree.bits('ip.opt.qs_func', at, 1, 4, 15);
	tree.bits('ip.opt.qs_rate', at, 1, 0, 15);
	tree.uint(kind === REPORT ? 'ip.opt.qs_unused' : 'ip.opt.qs_ttl', at + 1, 1);
	tree.bits('ip.opt.qs_nonce', at + 2, 4, 2, 0x3fff_ffff);
	tree.bits('ip.opt.qs_reserved', at + 2, 4, 0, 3);
}

/** Eleven bytes in RFC 791; a level and a list of authorities in RFC 1108. */
function describeSecurity(tree: FieldTree, at: number, end: number): void {
	if (end - at === 9) {
		tree.uint('ip.opt.sec_rfc791_sec', at, 2);
		tree.uint('ip.opt.sec_rfc791_comp', at + 2, 2);
		tree.add('ip.opt.sec_rfc791_hr', latin1(tree, at + 4, 2), at + 4, 2);
		tree.add('ip.opt.sec_rfc791_tcc', latin1(tree, at + 6, 3), at + 6, 3);
		return;
	}
	if (at >= end) return;
	tree.uint('ip.opt.sec_cl', at, 1);
	for (let byte = at + 1; byte < end; byte++) {
		tree.uint('ip.opt.sec_prot_auth_flags', byte, 1);
		tree.below(() => describeAuthorities(tree, byte));
		if ((tree.peek(byte, 1) & 1) === 0) return;
	}
}

const AUTHORITIES = ['genser', 'siop_esi', 'sci', 'nsa', 'doe'] as const;

function describeAuthorities(tree: FieldTree, at: number): void {
	AUTHORITIES.forEach((name, index) => {
		tree.bits(`ip.opt.sec_prot_auth_${name}`, at, 1, 7 - index, 1);
	});
	tree.bits('ip.opt.sec_prot_auth_unassigned', at, 1, 1, 3);
	tree.bits('ip.opt.sec_prot_auth_fti', at, 1, 0, 1);
}

function latin1(tree: FieldTree, at: number, length: number): string {
	if (!tree.covers(at, length)) return '';
	return String.fromCharCode(...tree.bytes.subarray(at, at + length));
}
