import assert from 'node:assert/strict';
import test from 'node:test';
import {FragmentStore} from '../../source/dissect/fragments.ts';
import {walkFrame} from '../../source/dissect/frame.ts';
import {PROTOCOL_NAMES} from '../../source/dissect/protocol.ts';
import {SegmentFlag, SegmentWord, Walk} from '../../source/dissect/walk.ts';
import {icmp, ip, tcp} from '../support/packet-builder.ts';
import {ENCAPSULATIONS, FRAME, IPV4, SEGMENT} from './encapsulations.ts';

function walkOver(linkType: number, bytes: Uint8Array, captured = bytes.length, fragments = new FragmentStore()): Walk {
	const walk = new Walk();
	walkFrame(walk, fragments, linkType, bytes.subarray(0, captured), 0, captured, bytes.length);
	return walk;
}

function protocols(walk: Walk): string {
	return Array.from({length: walk.layerCount}, (_, n) => PROTOCOL_NAMES[walk.layerProtocol(n)]).join(':');
}

for (const [name, linkType, bytes, expected] of ENCAPSULATIONS) {
	test(`TCP is found through ${name}`, () => {
		const walk = walkOver(linkType, bytes);
		assert.equal(protocols(walk), expected);
		assert.equal(walk.segmentCount, 1);
	});

	test(`a frame of ${name} that is cut anywhere gives TCP only with 16 bytes of its header`, () => {
		for (let captured = 0; captured < bytes.length; captured++) {
			const walk = walkOver(linkType, bytes, captured);
			assert.equal(walk.segmentCount, captured >= bytes.length - 4 ? 1 : 0, `${captured} bytes captured`);
		}
	});
}

test('a link type that is not known is said to be so and gives nothing', () => {
	const walk = new Walk();
	assert.equal(walkFrame(walk, new FragmentStore(), 147, FRAME, 0, FRAME.length, FRAME.length), false);
	assert.equal(walk.segmentCount, 0);
});

test('Ethernet padding is not part of the segment', () => {
	const walk = walkOver(1, tcp({...SEGMENT, flags: 'A', pad: true}).bytes);
	assert.equal(walk.segments[SegmentWord.END]! - walk.segments[SegmentWord.AT]!, 20);
});

test('the header that an ICMP error quotes is marked as a quote', () => {
	const {bytes} = icmp({from: '10.0.0.9', to: '10.0.0.1', type: 3, code: 1, quote: IPV4});
	const walk = walkOver(1, bytes);
	assert.equal(protocols(walk), 'eth:ethertype:ip:icmp:ip:tcp');
	assert.equal(walk.segments[SegmentWord.FLAGS], SegmentFlag.QUOTED);
});

test('encapsulation without end stops at a bounded depth', () => {
	let bytes = IPV4;
	for (let depth = 0; depth < 500; depth++) bytes = ip('192.0.2.1', '192.0.2.2', 4, bytes, {raw: true}).bytes;
	const walk = walkOver(228, bytes);
	assert.ok(walk.layerCount <= 64);
	assert.equal(walk.segmentCount, 0);
});

/** Two fragments of one datagram: 24 bytes, then the rest. */
function fragments(): readonly [Uint8Array, Uint8Array] {
	const segment = tcp({...SEGMENT, flags: 'PA', payload: 100, raw: true}).bytes.subarray(20);
	const part = (from: number, to: number, fragment: number) =>
		ip('10.0.0.1', '10.0.0.2', 6, segment.subarray(from, to), {id: 99, fragment}).bytes;
	return [part(0, 24, 0x2000), part(24, segment.length, 3)];
}

test('a datagram in fragments shows its segment in the frame that completes it, in any order', () => {
	for (const order of [
		[0, 1],
		[1, 0],
	] as const) {
		const store = new FragmentStore();
		const parts = fragments();
		assert.equal(walkOver(1, parts[order[0]], undefined, store).segmentCount, 0);
		const walk = walkOver(1, parts[order[1]], undefined, store);
		assert.equal(walk.segmentCount, 1);
		assert.equal(walk.segments[SegmentWord.FLAGS], SegmentFlag.REASSEMBLED);
		const layer = walk.segments[SegmentWord.LAYER]!;
		assert.equal(walk.layerEnd(layer) - walk.layerAt(layer), 120);
	}
});

test('the first fragment of which not all was captured is looked at alone, with its length unknown', () => {
	const [first] = fragments();
	const walk = walkOver(1, first, first.length - 2);
	assert.equal(walk.segments[SegmentWord.FLAGS], SegmentFlag.FRAGMENT);
});

test('fragments that never come together do not pile up beyond the limit', () => {
	const store = new FragmentStore(10_000);
	for (let id = 0; id < 1000; id++) {
		const {bytes} = ip('10.0.0.1', '10.0.0.2', 6, new Uint8Array(800), {id, fragment: 0x2000});
		walkOver(1, bytes, undefined, store);
	}
	assert.ok(store.bytesHeld <= 10_000);
});

test('fragments without bytes take memory as others do, and are given up', () => {
	const store = new FragmentStore(100_000);
	for (let n = 0; n < 100_000; n++) store.add(`datagram ${n % 3}`, new Uint8Array(8), 0, 0, 8 * (n % 100), true);
	assert.ok(store.bytesHeld <= 100_000);
});

test('a datagram whose hole stays while others overlap is given up', () => {
	const store = new FragmentStore();
	const piece = new Uint8Array(1000);
	store.add('key', piece, 0, 8, 1000, false);
	for (let n = 0; n < 99; n++) store.add('key', piece, 0, 992, 0, true);
	assert.ok(store.bytesHeld > 0);
	store.add('key', piece, 0, 992, 0, true);
	assert.ok(store.bytesHeld > 0);
	store.add('key', piece, 0, 992, 0, true);
	assert.equal(store.bytesHeld, 0);
});
