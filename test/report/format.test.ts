import assert from 'node:assert/strict';
import test from 'node:test';
import {AddressTable} from '../../source/analysis/tables/address-table.ts';
import {
	bytesText,
	clockText,
	countText,
	durationText,
	endpointText,
	fitEndpoint,
	secondsText,
	shortCount,
} from '../../source/report/format.ts';

test('a span of time is told in the unit that fits it, in at most seven cells', () => {
	const facts: [number, string][] = [
		[0, '0 s'],
		[0.000_35, '350 us'],
		[0.022, '22.0 ms'],
		[0.9994, '999 ms'],
		[1, '1.00 s'],
		[81.048, '81.0 s'],
		[119.4, '119 s'],
		[119.6, '2m00s'],
		[3725, '62m05s'],
		[7260, '2h01m'],
		[86_400 * 2, '2d00h'],
		[86_400 * 99, '99d00h'],
		[86_400 * 1648, '1648 d'],
	];
	for (const [seconds, text] of facts) assert.equal(durationText(seconds), text);
	assert.equal(durationText(-2), '-2.00 s');
});

test('times have microseconds, and a minus where the clock went back', () => {
	assert.equal(secondsText(61_522_884_000), '61.522884');
	assert.equal(secondsText(-1_500_000), '-0.001500');
	assert.equal(clockText(1_795_329_064, 123_456_789), '06:31:04.123456');
	assert.equal(clockText(-1, 5000), '23:59:59.000005');
	// Damaged files may say more than a second, or less than none.
	assert.equal(clockText(1, 1_500_000_000), '00:00:02.500000');
	assert.equal(clockText(1, -500_000_000), '00:00:00.500000');
});

test('numbers stay readable and short', () => {
	assert.equal(countText(1_234_567), '1,234,567');
	assert.equal(countText(999), '999');
	assert.equal(shortCount(99_999), '99999');
	assert.equal(shortCount(123_456), '123k');
	assert.equal(shortCount(4_500_000), '4.5M');
	assert.equal(bytesText(812), '812 B');
	assert.equal(bytesText(4345), '4.3 kB');
	assert.equal(bytesText(1_234_000_000), '1.2 GB');
});

test('an IPv6 endpoint stands in brackets, an IPv4 one does not', () => {
	const addresses = new AddressTable();
	const four = addresses.intern(4, 0x0a01_0002, 0, 0, 0);
	const six = addresses.intern(6, 0x2001_0db8, 0, 0, 1);
	assert.equal(endpointText(addresses, four, 443), '10.1.0.2:443');
	assert.equal(endpointText(addresses, six, 443), '[2001:db8::1]:443');
});

test('a long endpoint keeps the head and the tail of its address, and its port', () => {
	const endpoint = '[2001:db8:1234:5678:abcd:ef01:2345:6789]:51234';
	const short = fitEndpoint(endpoint, 24, '~');
	assert.equal(short.length, 24);
	assert.match(short, /^\[2001:db8.*~.*6789\]:51234$/);
	assert.equal(fitEndpoint('10.1.0.2:80', 24, '~'), '10.1.0.2:80');
	assert.ok(fitEndpoint(endpoint, 6, '~').length <= 6);
});
