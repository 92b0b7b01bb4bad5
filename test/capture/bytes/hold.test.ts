import assert from 'node:assert/strict';
import {PassThrough} from 'node:stream';
import test from 'node:test';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {Hold} from '../../../source/capture/bytes/hold.ts';
import {StreamSource} from '../../../source/capture/bytes/stream-source.ts';

/** All that a source gives from now on. */
async function rest(source: StreamSource): Promise<string> {
	const buffer = new Uint8Array(5);
	let text = '';
	for (;;) {
		const count = await source.read(buffer, 0, buffer.length);
		if (count === 0) return text;
		text += Buffer.from(buffer.subarray(0, count)).toString();
	}
}

async function until(isSo: () => boolean): Promise<void> {
	while (!isSo()) await nextTurn();
}

test('what a stream brings during a hold is counted, and read afterwards in its order', async () => {
	const stream = new PassThrough();
	const source = new StreamSource(stream);
	const hold = new Hold();
	hold.join(source);
	stream.write('before ');
	assert.equal(await source.read(new Uint8Array(7), 0, 7), 7);
	hold.begin();
	const passed = hold.pass();
	stream.write('while ');
	stream.write('it is held ');
	await until(() => hold.waiting === 17);
	hold.end();
	await passed;
	assert.equal(hold.isOn, false);
	stream.end('after');
	assert.equal(await rest(source), 'while it is held after');
	assert.equal(hold.waiting, 0);
});

test('a stream that ends during a hold gives what came before its end, and ends', async () => {
	const stream = new PassThrough();
	const source = new StreamSource(stream);
	const hold = new Hold();
	hold.join(source);
	hold.begin();
	const passed = hold.pass();
	stream.end('last words');
	await until(() => hold.waiting === 10);
	hold.end();
	await passed;
	assert.equal(await rest(source), 'last words');
});

test('two holds, the second before what the first kept is read, lose nothing', async () => {
	const stream = new PassThrough();
	const source = new StreamSource(stream);
	const hold = new Hold();
	hold.join(source);
	for (const [text, sum] of [
		['first ', 6],
		['second ', 13],
	] as const) {
		hold.begin();
		const passed = hold.pass();
		stream.write(text);
		await until(() => hold.waiting === sum);
		hold.end();
		await passed;
	}
	stream.end('third');
	assert.equal(await rest(source), 'first second third');
});

test('without a hold nobody waits', async () => {
	await new Hold().pass();
});
