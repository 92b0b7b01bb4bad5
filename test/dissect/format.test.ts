import assert from 'node:assert/strict';
import test from 'node:test';
import type {FieldValue} from '../../source/dissect/field.ts';
import {fieldTitle, formatValue, nodeText} from '../../source/dissect/format.ts';
import {fieldNamed} from '../../source/dissect/registry.ts';
import {formatAbsoluteTime} from '../../source/dissect/time.ts';

process.env['TZ'] = 'UTC';

const print = (name: string, value: FieldValue): string => formatValue(fieldNamed(name)!, value);

test('numbers are printed in the base of their field, hexadecimal ones in the width of their type', () => {
	assert.equal(print('tcp.srcport', 443), '443');
	assert.equal(print('tcp.flags', 0x12), '0x0012');
	assert.equal(print('ip.flags', 2), '0x02');
	assert.equal(print('ip.id', 0xb77f), '0xb77f');
	assert.equal(print('ipv6.flow', 0xa31ee), '0x0a31ee');
	assert.equal(print('ipv6.tclass', 0), '0x00000000');
	assert.equal(print('tcp.checksum.status', 2), '2');
	assert.equal(print('tcp.window_size_scalefactor', -2), '-2');
});

test('truth values are 1 and 0, labels 1', () => {
	assert.equal(print('tcp.flags.syn', 1), '1');
	assert.equal(print('ip.flags.df', 0), '0');
	assert.equal(print('tcp.analysis.retransmission', undefined), '1');
});

test('bytes have no separators, addresses have theirs', () => {
	assert.equal(print('tcp.options.mss', Uint8Array.of(2, 4, 5, 0xb4)), '020405b4');
	assert.equal(print('ipv6.opt.padn', new Uint8Array(0)), '<none>');
	assert.equal(print('tls.app_data', new Uint8Array(0)), '<MISSING>');
	assert.equal(print('eth.src', Uint8Array.of(2, 0, 0, 0, 0, 1)), '02:00:00:00:00:01');
	assert.equal(print('ip.src', 0x0a010002), '10.1.0.2');
	assert.equal(print('ipv6.src', Uint8Array.of(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)), '2001:db8::1');
});

test('times have nine decimals and their sign', () => {
	assert.equal(print('tcp.time_delta', 20_391_000n), '0.020391000');
	assert.equal(print('tcp.time_delta', -2_000_000n), '-0.002000000');
	assert.equal(print('frame.time_epoch', 1_795_330_855_630_599_000n), '1795330855.630599000');
});

test('a time of capture is written out, with the day in two places and the zone', () => {
	assert.equal(formatAbsoluteTime(1_795_330_855_630_599_000n), 'Nov 22, 2026 07:00:55.630599000 UTC');
	assert.equal(formatAbsoluteTime(1_000_000_000_000_000_001n), 'Sep  9, 2001 01:46:40.000000001 UTC');
});

test('a time that no calendar of the machine reaches is written out too', () => {
	assert.equal(formatAbsoluteTime(18_446_744_073_204_126_329_000n), 'Jan 19, 586524 07:53:24.126329000 UTC');
});

test('no control character of a string is printed as it is', () => {
	assert.equal(print('frame.interface_name', 'a\tb\nc\rd\be\f'), 'a\\tb\\nc\\rd\\be\\f');
	assert.equal(print('frame.interface_name', '\x1b[31m\x07\x9b'), '\\x1b[31m\\x07\\x9b');
	assert.equal(print('frame.interface_name', 'back\\slash "quote"'), 'back\\slash "quote"');
});

test('a line of the details tree has a title, the name of the value and the value', () => {
	const line = (name: string, value: FieldValue, generated = false) =>
		nodeText({field: fieldNamed(name)!, value, at: 0, length: 0, children: [], generated});
	assert.equal(line('ip.proto', 6), 'Protocol: TCP (6)');
	assert.equal(line('tcp.flags.syn', 1), 'SYN: Set');
	assert.equal(line('tcp.srcport', 443), 'Source port: 443');
	assert.equal(line('tcp.stream', 3, true), '[Stream: 3]');
	assert.equal(line('tcp.analysis.ack_rtt', 1_000n, true), '[Time since that segment: 0.000001000 s]');
});

test('a long payload does not make a long line', () => {
	const payload = {field: fieldNamed('tcp.payload')!, value: new Uint8Array(60_000), at: 0, length: 0, children: []};
	assert.ok(nodeText(payload).length < 150);
});

test('a title is the description without topic and explanation', () => {
	assert.equal(fieldTitle(fieldNamed('tls.record.content_type')!), 'Content type');
	assert.equal(fieldTitle(fieldNamed('ip.ttl')!), 'Time to live');
});
