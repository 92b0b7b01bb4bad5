import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';
import fc from 'fast-check';
import type {FieldNode, Layer} from '../../source/dissect/field.ts';
import {formatValue} from '../../source/dissect/format.ts';
import {sharedPath} from '../support/captures/shared-files.ts';
import {describeFrameBytes, flatten} from '../support/frames/described-frame.ts';
import {hex} from '../support/frames/packet-builder.ts';

const FRAMES: Readonly<Record<string, Uint8Array>> = {
	'SYN/ACK with options': hex(
		'42b1a266aa540a93a296a64808004500003c000040003f0627b60a0200020a0100021b86a342001c4c0c0220ce58a012fe8839200000' +
			'020405b40402080a7ab8726698739b410103030a',
	),
	'IPv6 with hop-by-hop options': hex(
		'02000000000102000000000286dd60000000001c004020010db800000000000000000000000120010db8000000000000000000000002' +
			'06000502000001001b86a342001c4c0c0220ce585012fe8800000000',
	),
	'IPv4 with a record route': hex(
		'42b1a266aa540a93a296a648080048000034000040003f0627b60a0200020a010002070b080a000001000000000001' +
			'1b86a342001c4c0c0220ce585012fe8839200000',
	),
};

/** Texts of all fields that stand for bytes: which they are, and what they say. */
function readFields(layers: readonly Layer[]): Set<string> {
	const texts = (layer: Layer) =>
		flatten(layer.fields)
			.filter(node => node.length > 0)
			.map(node => textOf(node));
	return new Set(layers.flatMap(texts));
}

function textOf(node: FieldNode): string {
	// A view that is cut short by the end of the capture begins like the whole one.
	const isBytes = node.field.type === 'FT_BYTES';
	return `${node.field.name} at ${node.at}${isBytes ? '' : ` = ${formatValue(node.field, node.value)}`}`;
}

for (const [name, bytes] of Object.entries(FRAMES))
	test(`${name}: cut at any length, it shows fewer fields and never others`, () => {
		const whole = readFields(describeFrameBytes(bytes));
		let before = -1;
		for (let captured = 0; captured <= bytes.length; captured++) {
			const layers = describeFrameBytes(bytes, {captured});
			const fields = readFields(layers);
			for (const field of fields) assert.ok(whole.has(field), `${field}, invented at ${captured} bytes`);
			assert.ok(fields.size >= before, `a field was lost at ${captured} bytes`);
			before = fields.size;
			for (const layer of layers)
				for (const node of flatten(layer.fields))
					assert.ok(node.at + node.length <= captured, `${node.field.name} reaches behind ${captured} bytes`);
		}
		assert.equal(before, whole.size);
	});

test('no bytes make a describer fail or read behind what was captured', () => {
	const frames = Object.values(FRAMES);
	const mutation = fc.tuple(fc.nat(frames.length - 1), fc.array(fc.tuple(fc.nat(200), fc.nat(255)), {maxLength: 8}));
	fc.assert(
		fc.property(mutation, ([frame, changes]) => {
			const bytes = frames[frame]!.slice();
			for (const [at, value] of changes) bytes[at % bytes.length] = value;
			for (const layer of describeFrameBytes(bytes)) {
				assert.equal(typeof layer.summary, 'string');
				for (const node of flatten(layer.fields)) {
					assert.ok(node.at >= 0 && node.at + node.length <= bytes.length, node.field.name);
					formatValue(node.field, node.value);
				}
			}
		}),
		{numRuns: 2000},
	);
});

test('the frames of a recording can be cut anywhere', t => {
	const path = sharedPath(t, 'captures', 'tls12_unknown_ca.pcap');
	if (path === undefined) return;
	const file = readFileSync(join(path));
	for (let at = 24; at + 16 <= file.length; ) {
		const length = file.readUInt32LE(at + 8);
		const frame = new Uint8Array(file.subarray(at + 16, at + 16 + length));
		for (let captured = 0; captured <= frame.length; captured += captured < 80 ? 1 : 97)
			for (const layer of describeFrameBytes(frame, {captured}))
				for (const node of flatten(layer.fields)) assert.ok(node.at + node.length <= captured);
		at += 16 + length;
	}
});
