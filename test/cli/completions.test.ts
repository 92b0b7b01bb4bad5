import assert from 'node:assert/strict';
import {execFileSync, spawnSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import {NAMED_OPTIONS} from '../../source/command-line/option-table.ts';
import {parseCommandLine, UsageError} from '../../source/command-line/parse-command-line.ts';
import {THEMES} from '../../source/screen/draw/theme.ts';
import {scratchFolder} from '../support/scratch-folder.ts';
import {run} from '../support/terminal/program.ts';
import {TestTerminal} from '../support/terminal/terminal.ts';

const folder = scratchFolder();
writeFileSync(path.join(folder, 'a capture.pcap'), '');

/** Writes the script that the program prints for a shell; its path. */
function scriptFor(shell: string): string {
	const {status, stdout} = run([`--completions=${shell}`]);
	assert.equal(status, 0);
	const script = path.join(folder, `_tcpwhy.${shell}`);
	writeFileSync(script, stdout);
	return script;
}

/** A command line that is typed up to the Tab key, and how the shell completes it. */
const COMPLETED: readonly (readonly [typed: string, completed: string])[] = [
	['tcpwhy --check-f', 'tcpwhy --check-filters '],
	['tcpwhy --theme li', 'tcpwhy --theme light '],
	['tcpwhy --ladder=mer', 'tcpwhy --ladder=mermaid '],
	['tcpwhy --report=parq', 'tcpwhy --report=parquet '],
	['tcpwhy --completions=fi', 'tcpwhy --completions=fish '],
	['tcpwhy a\\ ca', 'tcpwhy a\\ capture.pcap '],
	['tcpwhy -r a\\ ca', 'tcpwhy -r a\\ capture.pcap '],
];

/** How a shell is started without the files of its user, and told to complete. */
const SHELLS = {
	bash: {start: 'bash --norc --noprofile -i', prepare: (script: string) => `source ${script}`},
	zsh: {
		start: 'zsh -f -i',
		prepare: (script: string) => `autoload -Uz compinit && compinit -u -d ${folder}/dump && source ${script}`,
	},
};

function isInstalled(shell: string): boolean {
	return spawnSync(shell, ['--version']).status === 0;
}

for (const [shell, {start, prepare}] of Object.entries(SHELLS)) {
	test(`${shell} completes options, their values and files`, async t => {
		if (!isInstalled(shell)) {
			t.skip(`${shell} is not installed`);
			return;
		}
		const script = scriptFor(shell);
		const terminal = new TestTerminal(`/usr/bin/env -C ${folder} PS1='> ' ${start}`, {columns: 120});
		try {
			terminal.send(`PS1='> '; ${prepare(script)}; echo rea''dy\r`);
			await terminal.until(/^ready/);
			for (const [typed, completed] of COMPLETED) {
				terminal.send(`${typed}\tx`);
				await terminal.until(() => terminal.lines().some(line => line.trimEnd() === `> ${completed}x`));
				// ^U takes the line back.
				terminal.send('\u0015');
			}
		} finally {
			await terminal.close();
		}
	});
}

test('fish completes options, their values and files', t => {
	if (!isInstalled('fish')) {
		t.skip('fish is not installed');
		return;
	}
	const script = scriptFor('fish');
	for (const [typed, completed] of COMPLETED) {
		const offers = execFileSync('fish', ['--no-config', '-c', `source ${script}; complete -C $argv[1]`, typed], {
			cwd: folder,
			encoding: 'utf8',
			env: {...process.env, HOME: folder},
		});
		const words = offers.split('\n').map(line => line.split('\t')[0]!.replaceAll(' ', '\\ '));
		const word = completed.slice(typed.lastIndexOf(' ', typed.endsWith('a\\ ca') ? typed.length - 5 : undefined) + 1);
		assert.ok(words.includes(word.trim()), `${typed}: ${offers}`);
	}
});

test('a shell that is not known is told which are', () => {
	const {status, stderr} = run(['--completions=tcsh']);
	assert.equal(status, 2);
	assert.equal(stderr, 'tcpwhy: --completions=tcsh: known are bash, zsh, fish.\n');
});

test('the themes that are offered are those that there are', () => {
	const {values} = NAMED_OPTIONS.find(({name}) => name === 'theme')!;
	assert.deepEqual([...values!].sort(), Object.keys(THEMES).sort());
});

test('help tells of each option', () => {
	const help = run(['--help']).stdout;
	for (const {name, short} of NAMED_OPTIONS)
		assert.match(help, new RegExp(`^ +${short === undefined ? '' : `-${short}, `}--${name}\\b`, 'm'));
});

test('the parser knows each option', async () => {
	for (const {name, short, value, values} of NAMED_OPTIONS) {
		if (name === 'help' || name === 'version') continue;
		for (const option of [`--${name}`, ...(short === undefined ? [] : [`-${short}`])]) {
			const given = value === undefined ? [] : [values?.[0] ?? '1'];
			try {
				await parseCommandLine([option, ...given], '0');
			} catch (error) {
				// It asks for another option, or for another value; an unknown option ends the process.
				assert.ok(error instanceof UsageError, option);
				assert.match(error.message, new RegExp(`--${name}|a capture`), option);
			}
		}
	}
});
