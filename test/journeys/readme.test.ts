import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import test from 'node:test';
import {SAMPLES} from '../../source/samples.ts';
import {KEY_SCREENS} from '../../source/screen/key-tables.ts';
import {keyLabel} from '../../source/screen/keys/key-table.ts';
import {SAMPLES as FOLDER} from '../support/captures/make-mixed-sample.ts';
import {BLOCKS, blockOf, README} from '../support/readme-blocks.ts';

const readme = readFileSync(README, 'utf8');

for (const [name, make] of Object.entries(BLOCKS)) {
	test(`the readme shows the program's ${name} as they are (npm run readme)`, async () => {
		assert.equal(blockOf(readme, name), await make());
	});
}

test('every key that the readme names in its prose is bound', () => {
	const prose = readme
		.replace(/<!-- begin[\s\S]*?<!-- end/g, '')
		.replace(/```[\s\S]*?```/g, '')
		// What the marks of a graph mean: they are no keys.
		.replace(/Letters mark .*$/gm, '');
	const named = [...prose.matchAll(/`([^`\s]|\^[A-Z]|Enter|Esc|Tab|Space)`|\b(Enter|Esc|Tab|Space)\b/g)].map(
		([, code, word]) => code ?? word!,
	);
	const bound = new Set(
		KEY_SCREENS.flatMap(({tables}) => tables)
			.flatMap(({bindings}) => bindings)
			.flatMap(({keys}) => keys.map(keyLabel)),
	);
	assert.ok(named.length >= 6, 'the readme names keys');
	for (const key of named) assert.ok(bound.has(key), `${key} is no key`);
});

test('every sample is offered, and described in the samples readme', () => {
	const captures = readdirSync(FOLDER).filter(file => file.endsWith('.pcap'));
	assert.deepEqual(SAMPLES.map(({file}) => file).sort(), captures.sort());
	const text = readFileSync(`${FOLDER}readme.md`, 'utf8');
	for (const file of captures) assert.ok(text.includes(`\`${file}\``), `${file} is not in samples/readme.md`);
});
