import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import test from 'node:test';
import {SAMPLES} from '../../source/samples.ts';
import {SAMPLES as FOLDER} from '../support/make-mixed-sample.ts';
import {BLOCKS, blockOf, README} from '../support/readme-blocks.ts';

const readme = readFileSync(README, 'utf8');

for (const [name, make] of Object.entries(BLOCKS)) {
	test(`the readme shows the program's ${name} as they are (npm run readme)`, async () => {
		assert.equal(blockOf(readme, name), await make());
	});
}

test('every sample is offered, and described in the samples readme', () => {
	const captures = readdirSync(FOLDER).filter(file => file.endsWith('.pcap'));
	assert.deepEqual(SAMPLES.map(({file}) => file).sort(), captures.sort());
	const text = readFileSync(`${FOLDER}readme.md`, 'utf8');
	for (const file of captures) assert.ok(text.includes(`\`${file}\``), `${file} is not in samples/readme.md`);
});
