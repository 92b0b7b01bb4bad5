import {UNVERIFIED} from '../../fields/shared.ts';
import {
	ACKNOWLEDGMENT,
	DESTINATION_PORT,
	OFFSET_AND_FLAGS,
	SEQUENCE,
	SOURCE_PORT,
	TCP_MIN_HEADER,
	WINDOW,
} from '../../tcp-header.ts';
import {type FieldTree, GENERATED, HIDDEN} from '../field-tree.ts';
import type {Described} from '../layer.ts';
import type {SegmentFacts} from './segment-facts.ts';
import {describeAnalysis} from './tcp-analysis.ts';
import {describeTcpOptions} from './tcp-options.ts';

/** Offsets in the header (RFC 9293 3.1), beside those that the analysis reads too. */
const CHECKSUM = 16;
const URGENT_POINTER = 18;

/** Control bits, highest first, as tcp.flags has them: name of the field, mask, letter of tcp.flags.str. */
const CONTROL_BITS = [
	['tcp.flags.ae', 0x100, 'A'],
	['tcp.flags.cwr', 0x080, 'C'],
	['tcp.flags.ece', 0x040, 'E'],
	['tcp.flags.urg', 0x020, 'U'],
	['tcp.flags.ack', 0x010, 'A'],
	['tcp.flags.push', 0x008, 'P'],
	['tcp.flags.reset', 0x004, 'R'],
	['tcp.flags.syn', 0x002, 'S'],
	['tcp.flags.fin', 0x001, 'F'],
] as const;
const FIN = 0x001;
const SYN = 0x002;
const RST = 0x004;
const ACK = 0x010;
const URG = 0x020;

/**
 * TCP. What its place in the stream says comes from the tables; without it (fewer than 16 bytes were captured) there
 * are only ports.
 *
 * @param end where the segment ends by the lengths on the wire
 * @param isQuoted by an ICMP error, of which eight bytes are enough for the sequence number
 */
export function describeTcp(
	tree: FieldTree,
	at: number,
	end: number,
	facts: SegmentFacts | undefined,
	isQuoted: boolean,
): Described {
	tree.covers(at, SEQUENCE);
	const source = tree.uint('tcp.srcport', at + SOURCE_PORT, 2);
	const destination = tree.uint('tcp.dstport', at + DESTINATION_PORT, 2);
	tree.add('tcp.port', source, at + SOURCE_PORT, 2, HIDDEN);
	tree.add('tcp.port', destination, at + DESTINATION_PORT, 2, HIDDEN);
	const title = () => `Transmission Control Protocol  ${source} → ${destination}`;
	if (facts === undefined) {
		if (isQuoted) tree.uint('tcp.seq', at + SEQUENCE, 4);
		return {headerEnd: at + TCP_MIN_HEADER, summary: title};
	}

	const flags = tree.peek(at + OFFSET_AND_FLAGS, 2) & 0xfff;
	const headerLength = (tree.peek(at + OFFSET_AND_FLAGS, 1) >>> 4) * 4;
	const headerEnd = at + Math.max(headerLength, TCP_MIN_HEADER);
	describeNumbers(tree, at, facts);
	if (headerLength < TCP_MIN_HEADER) tree.add('tcp.hdr_len', headerLength, at + OFFSET_AND_FLAGS, 1);
	else {
		describeAcknowledgment(tree, at, flags, facts);
		tree.add('tcp.hdr_len', headerLength, at + OFFSET_AND_FLAGS, 1);
		describeFlags(tree, at + OFFSET_AND_FLAGS, flags, facts);
		describeWindow(tree, at + WINDOW, facts);
		tree.uint('tcp.checksum', at + CHECKSUM, 2);
		tree.derive('tcp.checksum.status', UNVERIFIED, at + CHECKSUM);
		describeUrgentPointer(tree, at + URGENT_POINTER, flags);
		describeBehindFixedHeader(tree, at, headerEnd, end, facts);
	}
	return {headerEnd, summary: () => `${title()}  ${numbersText(flags, facts)}`};
}

function numbersText(flags: number, facts: SegmentFacts): string {
	// As people say them: SYN, ACK and PSH, ACK.
	const names = CONTROL_BITS.filter(([, mask]) => (flags & mask) !== 0)
		.map(([name]) => SHORT_NAMES[name])
		.reverse();
	const acknowledgment = (flags & ACK) === 0 ? '' : `  ack ${facts.acknowledgment}`;
	const length = facts.length === undefined ? '' : `  len ${facts.length}`;
	return `[${names.join(', ')}]  seq ${facts.sequence}${acknowledgment}${length}`;
}

const SHORT_NAMES: Readonly<Record<(typeof CONTROL_BITS)[number][0], string>> = {
	'tcp.flags.ae': 'AE',
	'tcp.flags.cwr': 'CWR',
	'tcp.flags.ece': 'ECE',
	'tcp.flags.urg': 'URG',
	'tcp.flags.ack': 'ACK',
	'tcp.flags.push': 'PSH',
	'tcp.flags.reset': 'RST',
	'tcp.flags.syn': 'SYN',
	'tcp.flags.fin': 'FIN',
};

function describeNumbers(tree: FieldTree, at: number, facts: SegmentFacts): void {
	tree.derive('tcp.stream', facts.stream, at);
	tree.derive('tcp.completeness', facts.completeness, at);
	if (facts.length !== undefined) tree.derive('tcp.len', facts.length, at);
	tree.add('tcp.seq', facts.sequence, at + SEQUENCE, 4);
	if (facts.showRawSequence) tree.uint('tcp.seq_raw', at + SEQUENCE, 4);
}

function describeAcknowledgment(tree: FieldTree, at: number, flags: number, facts: SegmentFacts): void {
	if (facts.nextSequence !== undefined) tree.derive('tcp.nxtseq', facts.nextSequence, at);
	tree.add('tcp.ack', facts.acknowledgment, at + ACKNOWLEDGMENT, 4);
	if ((flags & ACK) === 0 && facts.acknowledgment !== 0)
		tree.below(() => tree.derive('tcp.ack.nonzero', undefined, at + ACKNOWLEDGMENT));
	tree.uint('tcp.ack_raw', at + ACKNOWLEDGMENT, 4);
}

function describeFlags(tree: FieldTree, at: number, flags: number, facts: SegmentFacts): void {
	tree.add('tcp.flags', flags, at, 2);
	tree.below(() => {
		tree.add('tcp.flags.res', (flags & 0xe00) === 0 ? 0 : 1, at, 1);
		for (const [name, mask] of CONTROL_BITS) {
			tree.add(name, (flags & mask) === 0 ? 0 : 1, at, 2);
			const notes = notesOn(mask, flags, facts);
			if (notes.length === 0) continue;
			tree.below(() => {
				for (const note of notes) tree.derive(note, undefined, at);
			});
		}
		tree.add('tcp.flags.str', flagsText(flags), at, 2, GENERATED);
	});
}

const NO_NOTES: readonly string[] = [];

/** What a control bit that is set means for the connection. */
function notesOn(bit: number, flags: number, facts: SegmentFacts): readonly string[] {
	if ((flags & bit) === 0) return NO_NOTES;
	if (bit === SYN) return [(flags & ACK) === 0 ? 'tcp.connection.syn' : 'tcp.connection.synack'];
	if (bit === RST) return ['tcp.connection.rst'];
	if (bit !== FIN) return NO_NOTES;
	if (facts.finishesSecond === undefined) return ['tcp.connection.fin'];
	return ['tcp.connection.fin', facts.finishesSecond ? 'tcp.connection.fin_passive' : 'tcp.connection.fin_active'];
}

/** Twelve letters, a middle dot for each bit that is not set: `·······A··S·`. */
export function flagsText(flags: number): string {
	let text = '';
	for (const mask of [0x800, 0x400, 0x200]) text += (flags & mask) === 0 ? '·' : 'R';
	for (const [, mask, letter] of CONTROL_BITS) text += (flags & mask) === 0 ? '·' : letter;
	return text;
}

function describeWindow(tree: FieldTree, at: number, facts: SegmentFacts): void {
	tree.uint('tcp.window_size_value', at, 2);
	tree.add('tcp.window_size', facts.windowSize, at, 2, GENERATED);
	if (facts.scaleFactor !== undefined) tree.add('tcp.window_size_scalefactor', facts.scaleFactor, at, 2, GENERATED);
}

function describeUrgentPointer(tree: FieldTree, at: number, flags: number): void {
	const pointer = tree.uint('tcp.urgent_pointer', at, 2);
	if (pointer !== 0 && (flags & URG) === 0) tree.below(() => tree.derive('tcp.urgent_pointer.non_zero', undefined, at));
}

function describeOptions(tree: FieldTree, at: number, end: number, facts: SegmentFacts): void {
	const captured = Math.min(end, tree.captureEnd) - at;
	if (captured <= 0) return;
	tree.slice('tcp.options', at, captured);
	tree.below(() => describeTcpOptions(tree, at, end, facts));
}

function describeTimes(tree: FieldTree, at: number, facts: SegmentFacts): void {
	if (facts.timeRelative === undefined || facts.timeDelta === undefined) return;
	tree.derive('tcp.time_relative', facts.timeRelative, at);
	tree.derive('tcp.time_delta', facts.timeDelta, at);
}

/** Options, times, analysis, payload. Options that are cut hide analysis and payload (spec/tcp-analysis.md 2.7). */
function describeBehindFixedHeader(
	tree: FieldTree,
	at: number,
	headerEnd: number,
	end: number,
	facts: SegmentFacts,
): void {
	const optionsAt = at + TCP_MIN_HEADER;
	const optionsEnd = Math.min(headerEnd, end);
	const isCut = optionsEnd > tree.captureEnd;
	// The times are there even if the options, which stand before them, are not.
	if (isCut) describeTimes(tree, at, facts);
	describeOptions(tree, optionsAt, optionsEnd, facts);
	if (isCut) return;
	describeTimes(tree, at, facts);
	describeAnalysis(tree, at, facts);
	const payload = Math.min(facts.length ?? end - headerEnd, end - headerEnd, tree.captureEnd - headerEnd);
	if (payload > 0) tree.slice('tcp.payload', headerEnd, payload);
}
