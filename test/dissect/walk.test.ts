import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {FRAGMENT_KEY, FragmentStore} from '../../source/dissect/fragments/fragment-store.ts';
import {walkFrame} from '../../source/dissect/frame.ts';
import {PROTOCOL_NAMES} from '../../source/dissect/protocol.ts';
import {SegmentFlag, SegmentWord, Walk} from '../../source/dissect/walk.ts';
import {icmp, ip, tcp} from '../support/frames/packet-builder.ts';
import {ENCAPSULATIONS, FRAME, IPV4, SEGMENT, WLAN_DATA} from './encapsulations.ts';

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

test('what an ICMP redirect quotes is no segment of a stream, as in tshark 4.0.17', () => {
	const {bytes} = icmp({from: '10.0.0.9', to: '10.0.0.1', type: 5, code: 1, quote: IPV4});
	const walk = walkOver(1, bytes);
	assert.equal(protocols(walk), 'eth:ethertype:ip:icmp:ip:tcp');
	assert.equal(walk.segmentCount, 0);
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

test('the first fragment that claims more than its frame holds is looked at alone, with its length unknown', () => {
	const [first, second] = fragments();
	for (const [fragment, expected] of [
		[first, 1],
		[second, 0],
	] as const) {
		const bytes = fragment.slice();
		bytes[16] = 2;
		const walk = walkOver(1, bytes);
		assert.equal(walk.segmentCount, expected);
		assert.equal(protocols(walk), `eth:ethertype:ip:${expected === 1 ? 'tcp' : 'data'}`);
		if (expected === 1) assert.equal(walk.segments[SegmentWord.FLAGS], SegmentFlag.FRAGMENT);
	}
});

test('a fragment of 802.11 is data, and so is a fragment that an ICMP error quotes', () => {
	const fragment = WLAN_DATA.slice();
	assert.equal(walkOver(105, fragment).segmentCount, 1);
	fragment[1]! |= 4;
	assert.equal(protocols(walkOver(105, fragment)), 'wlan:data');
	const quote = ip('10.0.0.1', '10.0.0.2', 6, IPV4.subarray(20), {fragment: 0x2000, raw: true}).bytes;
	const walk = walkOver(1, icmp({from: '10.0.0.9', to: '10.0.0.1', type: 3, code: 1, quote}).bytes);
	assert.equal(protocols(walk), 'eth:ethertype:ip:icmp:ip:data');
});

test('what is called IPv6 and has another version is data', () => {
	const walk = walkOver(229, IPV4);
	assert.equal(protocols(walk), 'data');
	assert.equal(walk.segmentCount, 0);
});

test('fragments that never come together do not pile up beyond the limit', () => {
	const store = new FragmentStore(10_000);
	for (let id = 0; id < 1000; id++) {
		const {bytes} = ip('10.0.0.1', '10.0.0.2', 6, new Uint8Array(800), {id, fragment: 0x2000});
		walkOver(1, bytes, undefined, store);
	}
	assert.ok(store.bytesHeld <= 10_000);
});

/** A key of the store of fragments, made of a number. */
const keyOf = (n: number) => new Int32Array(FRAGMENT_KEY).fill(n);

test('a fragment of 24 bytes that waits is counted with the 224 bytes that it takes, and the oldest go first', () => {
	const store = new FragmentStore(2240);
	const bytes = Uint8Array.from({length: 24}, (_, n) => n);
	for (let n = 0; n < 10; n++) store.add(keyOf(n), bytes, 0, 24, 0, true);
	assert.equal(store.bytesHeld, 10 * (19 * 4 + 5 * 4 + 128));
	assert.equal(store.givenUp, 0);
	store.add(keyOf(10), bytes, 0, 24, 0, true);
	assert.equal(store.givenUp, 1);
	assert.equal(store.add(keyOf(1), bytes, 0, 8, 24, false)?.length, 32);
	assert.equal(store.add(keyOf(0), bytes, 0, 8, 24, false), undefined, 'its first fragment was given up');
});

test('fragments of any size, in any order, make the datagram that they are of', () => {
	const datagram = Uint8Array.from({length: 3000}, (_, n) => (n * 7 + (n >> 8)) & 0xff);
	const cuts = fc.uniqueArray(fc.integer({min: 1, max: 2999}), {maxLength: 12});
	fc.assert(
		fc.property(cuts, fc.array(fc.nat()), (places, order) => {
			const store = new FragmentStore();
			const bounds = [0, ...places.sort((a, b) => a - b), 3000];
			const pieces = bounds.slice(1).map((to, n) => ({from: bounds[n]!, to, rank: order[n] ?? n}));
			let whole: Uint8Array | undefined;
			for (const {from, to} of pieces.sort((a, b) => a.rank - b.rank)) {
				assert.equal(whole, undefined);
				whole = store.add(keyOf(1), datagram, from, to, from, to < 3000);
			}
			assert.deepEqual(whole, datagram);
			assert.equal(store.bytesHeld, 0);
		}),
	);
});

test('fragments without bytes take memory as others do, and are given up', () => {
	const store = new FragmentStore(100_000);
	for (let n = 0; n < 100_000; n++) store.add(keyOf(n % 3), new Uint8Array(8), 0, 0, 8 * (n % 100), true);
	assert.ok(store.bytesHeld <= 100_000);
});

test('a datagram whose hole stays while others overlap is given up', () => {
	const store = new FragmentStore();
	const piece = new Uint8Array(1000);
	store.add(keyOf(0), piece, 0, 8, 1000, false);
	for (let n = 0; n < 99; n++) store.add(keyOf(0), piece, 0, 992, 0, true);
	assert.ok(store.bytesHeld > 0);
	store.add(keyOf(0), piece, 0, 992, 0, true);
	assert.ok(store.bytesHeld > 0);
	store.add(keyOf(0), piece, 0, 992, 0, true);
	assert.equal(store.bytesHeld, 0);
});
