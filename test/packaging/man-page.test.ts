import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {test as always} from 'node:test';
import {fileURLToPath} from 'node:url';
import {NAMED_OPTIONS} from '../../source/command-line/option-table.ts';
import {namedTables} from '../../source/screen/key-tables.ts';
import '../support/terminal/program.ts';

const PAGE = fileURLToPath(new URL('../../dist/man/tcpwhy.1', import.meta.url));

function test(fact: string, program: string, args: readonly string[], check: (stdout: string) => void): void {
	always(fact, t => {
		const {error, stdout, stderr} = spawnSync(program, [...args, PAGE], {
			encoding: 'utf8',
			env: {...process.env, MANWIDTH: '100'},
		});
		if (error !== undefined) {
			t.skip(`${program} is not installed`);
			return;
		}
		assert.equal(stderr, '');
		check(stdout);
	});
}

/** Without what makes letters bold or underlined on a printer. */
function plain(text: string): string {
	return text.replace(/.\u0008/g, '').replace(/\u001b\[[\d;]*m/g, '');
}

function tellsAll(rendered: string): void {
	const text = plain(rendered);
	for (const {name} of NAMED_OPTIONS) assert.ok(text.includes(`--${name}`), name);
	const words = text.replace(/\s+/g, ' ');
	for (const {bindings} of namedTables().values())
		for (const {label} of bindings) assert.ok(words.includes(label), label);
}

test('mandoc finds nothing wrong in the manual page', 'mandoc', ['-T', 'lint', '-W', 'error'], stdout =>
	assert.equal(stdout, ''),
);
test('mandoc shows all options and keys', 'mandoc', ['-T', 'utf8', '-O', 'width=300'], tellsAll);
test(
	'groff shows all options and keys, and warns of nothing',
	'groff',
	['-man', '-Tutf8', '-ww', '-rLL=300n', '-rHY=0'],
	tellsAll,
);

always('the manual page is in ASCII, in lines that an editor shows', () => {
	for (const line of readFileSync(PAGE, 'utf8').split('\n')) assert.match(line, /^[ -~]{0,200}$/);
});
