import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {existsSync, readdirSync, readFileSync, realpathSync} from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import {fileURLToPath} from 'node:url';
import '../support/terminal/program.ts';
import {sample} from '../support/captures/samples.ts';
import {scratchFolder} from '../support/scratch-folder.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const folder = scratchFolder();

function npm(...args: string[]): string {
	return execFileSync('npm', ['--loglevel=error', ...args], {cwd: PROJECT, encoding: 'utf8'});
}

interface Packed {
	readonly filename: string;
	readonly files: readonly {readonly path: string}[];
}

// The program is built already: tests of other files are running it.
const packed = (JSON.parse(npm('pack', '--json', '--ignore-scripts', '--pack-destination', folder)) as [Packed])[0];
npm('install', '--global', '--offline', '--ignore-scripts', '--prefix', folder, path.join(folder, packed.filename));
const program = path.join(folder, 'bin', 'tcpwhy');

test('the package has the program, the samples and nothing else of the project', () => {
	const top = new Set(packed.files.map(file => file.path.split('/')[0]!));
	assert.deepEqual([...top].sort(), ['dist', 'license', 'package.json', 'readme.md', 'samples']);
	for (const file of packed.files) assert.doesNotMatch(file.path, /\.(ts|tsx|map)$|test/);
});

test('the package needs no other package to be installed', () => {
	assert.deepEqual(readdirSync(path.join(folder, 'lib', 'node_modules')), ['tcpwhy']);
	assert.ok(!existsSync(path.join(folder, 'lib', 'node_modules', 'tcpwhy', 'node_modules')));
});

test('the installed program reads a capture', () => {
	assert.ok(realpathSync(program).startsWith(realpathSync(folder)));
	const report = execFileSync(process.execPath, [program, '--report', sample('never-speaks.pcap')], {encoding: 'utf8'});
	assert.match(report, /idle-client-reset/);
});

test('the licence of each package in the bundle comes with it', () => {
	const notices = readFileSync(path.join(folder, 'lib/node_modules/tcpwhy/dist/third-party-notices.txt'), 'utf8');
	const sections = notices.split(`\n${'-'.repeat(80)}\n`).slice(1);
	const names = sections.map(section => section.trim().split(' ')[0]!);
	for (const name of ['ink', 'ink-table', 'react', 'yoga-layout', 'meow', 'pcap-parser', 'toml-eslint-parser'])
		assert.ok(names.includes(name), name);
	for (const section of sections) assert.match(section, /copyright/i, section.slice(0, 60));
});
