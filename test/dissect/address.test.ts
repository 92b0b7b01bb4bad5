import assert from 'node:assert/strict';
import test from 'node:test';
import {formatEther, formatIpv4, formatIpv6} from '../../source/dissect/address.ts';
import {parseAddress} from '../support/frames/packet-builder.ts';

const ipv6 = (text: string): string => formatIpv6(parseAddress(text));

test('an IPv4 address is dotted, whether its integer is signed or not', () => {
	assert.equal(formatIpv4(0xc0a80001), '192.168.0.1');
	assert.equal(formatIpv4(0xc0a80001 | 0), '192.168.0.1');
	assert.equal(formatIpv4(0), '0.0.0.0');
});

test('an IPv6 address is shortened as RFC 5952 4.2 asks for', () => {
	assert.equal(ipv6('2001:db8:0:0:0:0:2:1'), '2001:db8::2:1');
	assert.equal(ipv6('2001:db8:0:1:1:1:1:1'), '2001:db8:0:1:1:1:1:1', 'one group of zeros is not shortened');
	assert.equal(ipv6('2001:0:0:1:0:0:0:1'), '2001:0:0:1::1', 'the longest run is shortened');
	assert.equal(ipv6('2001:db8:0:0:1:0:0:1'), '2001:db8::1:0:0:1', 'of equal runs the first is shortened');
	assert.equal(ipv6('0:0:0:0:0:0:0:0'), '::');
	assert.equal(ipv6('0:0:0:0:0:0:0:1'), '::1');
	assert.equal(ipv6('1:0:0:0:0:0:0:0'), '1::');
});

test('an IPv4 address inside an IPv6 address is dotted where the C library does so', () => {
	assert.equal(ipv6('0:0:0:0:0:ffff:102:304'), '::ffff:1.2.3.4');
	assert.equal(ipv6('0:0:0:0:0:0:102:304'), '::1.2.3.4');
	assert.equal(ipv6('64:ff9b:0:0:0:0:102:304'), '64:ff9b::102:304');
	assert.equal(ipv6('0:0:0:0:0:0:0:104'), '::104');
});

test('an IPv6 address may be given as four words', () => {
	assert.equal(formatIpv6([0x20010db8, 0, 0, 0xff]), '2001:db8::ff');
	assert.equal(formatIpv6([0x20010db8 | 0, 0, 0, 0xffff0001 | 0]), '2001:db8::ffff:1');
});

test('a MAC address has colons', () => {
	assert.equal(formatEther(Uint8Array.of(0, 1, 0xab, 0xff, 16, 9)), '00:01:ab:ff:10:09');
});
