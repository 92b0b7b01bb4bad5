import {walkEthernet} from '../link/ethernet.ts';
import {Protocol} from '../protocol.ts';
import {i32, SegmentFlag, type Walk} from '../walk.ts';

const FLOW_SAMPLE = 1;
const EXPANDED_FLOW_SAMPLE = 3;
const RAW_PACKET_HEADER = 1;
const HEADER_IS_ETHERNET = 1;
const MAX_SAMPLES = 64;

/** sFlow version 5 (sflow.org/sflow_version_5): the Ethernet headers that its flow samples carry. */
export function walkSflow(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.sflow, at, end);
	if (at + 28 > walk.captureEnd || i32(walk.bytes, at) !== 5) return;
	const addressLength = i32(walk.bytes, at + 4) === 2 ? 16 : 4;
	let next = at + 8 + addressLength + 12;
	if (next + 4 > walk.captureEnd) return;
	const samples = Math.min(i32(walk.bytes, next) >>> 0, MAX_SAMPLES);
	next += 4;
	for (let i = 0; i < samples && next + 8 <= walk.captureEnd; i++) {
		const format = i32(walk.bytes, next);
		const length = i32(walk.bytes, next + 4) >>> 0;
		if (format === FLOW_SAMPLE) walkFlowSample(walk, next + 8, 28, next + 8 + length);
		else if (format === EXPANDED_FLOW_SAMPLE) walkFlowSample(walk, next + 8, 40, next + 8 + length);
		next += 8 + length;
	}
}

/** A flow sample: fixed fields, then a counted list of records. */
function walkFlowSample(walk: Walk, at: number, fixed: number, end: number): void {
	const limit = Math.min(end, walk.captureEnd);
	let next = at + fixed;
	if (next + 4 > limit) return;
	const records = Math.min(i32(walk.bytes, next) >>> 0, MAX_SAMPLES);
	next += 4;
	for (let i = 0; i < records && next + 8 <= limit; i++) {
		const format = i32(walk.bytes, next);
		const length = i32(walk.bytes, next + 4) >>> 0;
		if (format === RAW_PACKET_HEADER && next + 24 <= limit) walkSampledHeader(walk, next + 8, limit);
		next += 8 + length;
	}
}

/** Header protocol, length of the frame on the wire, bytes stripped, bytes sampled, and these bytes. */
function walkSampledHeader(walk: Walk, at: number, limit: number): void {
	if (i32(walk.bytes, at) !== HEADER_IS_ETHERNET) return;
	const frameLength = i32(walk.bytes, at + 4) >>> 0;
	const sampled = i32(walk.bytes, at + 12) >>> 0;
	const outerEnd = walk.captureEnd;
	const {flags} = walk;
	walk.captureEnd = Math.min(at + 16 + sampled, limit);
	walk.flags |= SegmentFlag.FRAGMENT;
	walkEthernet(walk, at + 16, at + 16 + frameLength);
	walk.captureEnd = outerEnd;
	walk.flags = flags;
}
