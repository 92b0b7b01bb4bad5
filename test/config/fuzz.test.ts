import assert from 'node:assert/strict';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'node:test';
import fc from 'fast-check';
import {loadSettings} from '../../source/config/load-settings.ts';
import {sampleConfig} from '../../source/config/sample.ts';
import {TRICKS} from '../hostile/tricks.ts';
import {assertQuick, cases} from '../support/fuzz.ts';

const folder = mkdtempSync(join(tmpdir(), 'tcpwhy-config-'));
test.after(() => rmSync(folder, {recursive: true}));
const file = join(folder, 'config.toml');

/** Lines of the sample that set something, then pieces of TOML, names that objects have, and what harms terminals. */
const LINES = sampleConfig()
	.split('\n')
	.map(line => line.replace(/^# /, ''));
const PIECES = [
	...['[', ']', '[[', ']]', '{', '}', '=', '.', ',', '"', "'", '"""', "'''", '#', '\\', '\\u00', '\n', '\r\n', '\t'],
	...[
		'__proto__',
		'constructor',
		'toString',
		'keys',
		'colors',
		'thresholds',
		'true',
		'nan',
		'inf',
		'-1e999',
		'0x',
		'1979-05-27',
	],
	...TRICKS,
];
const text = fc
	.array(fc.oneof(fc.constantFrom(...LINES), fc.constantFrom(...PIECES), fc.string({maxLength: 20, unit: 'binary'})), {
		maxLength: 30,
	})
	.chain(pieces => fc.constantFrom('', '\n').map(between => pieces.join(between)));

async function problemsOf(content: string | Uint8Array): Promise<readonly string[]> {
	writeFileSync(file, content);
	const before = process.cpuUsage();
	const {problems} = await loadSettings(file, true);
	assertQuick(before);
	return problems.map(problem => problem.slice(file.length));
}

function assertTellable(problems: readonly string[], lines: number): void {
	for (const problem of problems) {
		const [, line, message = ''] = /^:(\d+): (.*)$/su.exec(problem) ?? [];
		assert.ok(Number(line) >= 1 && Number(line) <= lines, problem);
		assert.ok(message.length > 0 && message.length < 400, `${message.length} characters`);
	}
}

test('whatever is in a config file, the settings are read, and each problem has its line', {
	timeout: 86_400_000,
}, async () => {
	await fc.assert(
		fc.asyncProperty(text, async content => {
			assertTellable(await problemsOf(content), content.split('\n').length);
		}),
		{numRuns: cases(10_000)},
	);
});

/** A little less than is read. */
const LENGTH = 130_000;
const BROKEN: Readonly<Record<string, string>> = {
	'brackets without end': `a=${'['.repeat(LENGTH)}`,
	'brackets in brackets': `a=${'['.repeat(5000)}${']'.repeat(5000)}`,
	'inline tables in inline tables': `a=${'{a='.repeat(LENGTH / 3)}`,
	'a key of very many parts': `a${'.a'.repeat(LENGTH / 2)}=1`,
	'a number of very many digits': `a=${'9'.repeat(LENGTH)}`,
	'a number with as many underscores': `a=1${'_1'.repeat(LENGTH / 2)}`,
	'tables of one name': '[[a]]\n'.repeat(LENGTH / 6),
	'nothing but quotation marks': '"'.repeat(LENGTH),
	'a line that is no TOML, again and again': 'x\n'.repeat(LENGTH / 2),
	'a name of very many letters': `${'k'.repeat(LENGTH)}=1`,
	'no text at all': '\0'.repeat(LENGTH),
};

for (const [what, content] of Object.entries(BROKEN))
	test(`a config file of ${what} is told of in short lines`, async () => {
		writeFileSync(file, content);
		const {problems} = await loadSettings(file, true);
		assertTellable(
			problems.map(problem => problem.slice(file.length)),
			content.split('\n').length,
		);
	});
