import assert from 'node:assert/strict';
import test from 'node:test';
import {classifyFirstPayload, FirstPayload} from '../../source/analysis/first-payload.ts';

function classify(content: string | readonly number[]): number {
	const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : Uint8Array.from(content);
	return classifyFirstPayload(bytes, 0, bytes.length);
}

test('the first payload is told by its first bytes', () => {
	assert.equal(classify([22, 3, 1, 2, 0, 1]), FirstPayload.TLS);
	assert.equal(classify([21, 3, 3, 0, 2, 2, 70]), FirstPayload.TLS);
	assert.equal(classify([22, 9, 9]), FirstPayload.BINARY);
	assert.equal(classify('GET / HTTP/1.1\r\n'), FirstPayload.HTTP_REQUEST);
	assert.equal(classify('OPTIONS * HTTP/1.1\r\n'), FirstPayload.HTTP_REQUEST);
	assert.equal(classify('CONNECT lab:443 HTTP/1.1\r\n'), FirstPayload.HTTP_REQUEST);
	assert.equal(classify('SSH-2.0-OpenSSH_9.9\r\n'), FirstPayload.TEXT);
	assert.equal(classify('220 ready\r\n'), FirstPayload.TEXT);
	assert.equal(classify('HTTP/1.1 408 Request Timeout\r\n'), 408);
	assert.equal(classify('HTTP/1.1 999 \r\n'), FirstPayload.TEXT);
	assert.equal(classify([0, 0, 0, 8]), FirstPayload.BINARY);
});

test('payload that is cut after a byte is classified all the same', () => {
	for (const first of [0x16, 0x47, 0x48, 0x00]) assert.ok(classify([first]) > FirstPayload.NONE);
});
