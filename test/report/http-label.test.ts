import assert from 'node:assert/strict';
import test from 'node:test';
import {httpFirstLine} from '../../source/report/ladder/labels/http-label.ts';
import {Ladder} from '../../source/report/ladder/ladder.ts';
import {describePacket} from '../../source/report/ladder/ladder-packet.ts';
import {FakeSession, type FakeStream} from '../support/captures/fake-session.ts';
import {TLS_ALERT} from '../support/frames/fake-captures.ts';

const firstLine = (text: string) => httpFirstLine(Buffer.from(text, 'latin1'));

test('a request line and a status line are read as RFC 9112 writes them', () => {
	assert.equal(firstLine('GET /where?q=now HTTP/1.1\r\nHost: www.example.com\r\n\r\n'), 'GET /where?q=now HTTP/1.1');
	assert.equal(firstLine('OPTIONS * HTTP/1.1\r\n'), 'OPTIONS * HTTP/1.1');
	assert.equal(firstLine('VERSION-CONTROL /a HTTP/1.0\n'), 'VERSION-CONTROL /a HTTP/1.0');
	assert.equal(firstLine('HTTP/1.1 404 Not Found\r\n'), 'HTTP/1.1 404 Not Found');
	assert.equal(firstLine('HTTP/1.1 200\r\n'), 'HTTP/1.1 200');
});

test('what only looks like one is none', () => {
	for (const text of [
		'',
		'220 mail.example.com ESMTP\r\n',
		'GET\r\n',
		'GET / \r\n',
		'Get / HTTP/1.1\r\n',
		'GET /a b HTTP/1.1\r\n',
		'PRI * HTTP/2.0\r\n',
		'HTTP/1.1 OK\r\n',
		'A man went HTTP/1.1\r\n',
		'\x16\x03\x01\x02\x00GET / HTTP/1.1\r\n',
		`GET ${'x'.repeat(100)}`,
	])
		assert.equal(firstLine(text), undefined, JSON.stringify(text));
});

test('a long target is shortened, also where the segment ends in it', () => {
	const target = `/${'search'.repeat(30)}`;
	const shown = firstLine(`GET ${target} HTTP/1.1\r\n`)!;
	assert.match(shown, /^GET \/searchsearch.*\.\.\. HTTP\/1\.1$/);
	assert.equal(shown.length, 72);
	assert.match(firstLine(`POST /${'a'.repeat(3000)} HTTP/1.1\r\n`)!, /^POST \/a+\.\.\.$/);
});

test('nothing in a first line steers the terminal', () => {
	assert.equal(firstLine('GET /\x1b]0;evil\x07 HTTP/1.1\r\n'), 'GET /\\x1b]0;evil\\x07 HTTP/1.1');
	assert.match(firstLine('HTTP/1.1 200 \x9b31m\r\n')!, /^HTTP\/1\.1 200 [^\x9b]*31m$/);
});

const HTTP: FakeStream = {
	...TLS_ALERT,
	packets: [
		{at: 0, from: 'client', flags: 'PA', length: 40},
		{at: 0.1, from: 'server', flags: 'FPA', length: 30},
		{at: 0.2, from: 'client', flags: 'A'},
	],
};

test('the ladder names HTTP first lines, and reads no bytes of packets without any', () => {
	const session = new FakeSession().add(HTTP);
	const read: number[] = [];
	const ladder = new Ladder(session.tables, 0, session.streamRows(0), index => {
		read.push(index);
		return Buffer.from(index === 0 ? 'GET / HTTP/1.1\r\n\r\n' : 'HTTP/1.1 503 Service Unavailable\r\n\r\n');
	});
	assert.deepEqual(read, [], 'nothing before a packet is shown');
	const labels = [0, 1, 2].map(index => describePacket(ladder, index).label);
	assert.deepEqual(labels, ['GET / HTTP/1.1', 'FIN, ACK + HTTP/1.1 503 Service Unavailable', 'ACK']);
	assert.deepEqual(read, [0, 1]);
});
