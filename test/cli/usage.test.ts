import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';
import {sample} from '../support/captures/samples.ts';
import {scratchFolder} from '../support/scratch-folder.ts';
import {explore} from '../support/terminal/journey.ts';
import {run} from '../support/terminal/program.ts';

const folder = scratchFolder();
const CAPTURE = sample('refused.pcap');
const NOT_ASCII = /[^\n -~]/;

for (const option of ['--report json', '--report markdown', '--ladder text']) {
	test(`a format that is set apart from its option is told what to write: ${option}`, () => {
		const {status, stderr} = run([...option.split(' '), '-s', '0', CAPTURE]);
		assert.equal(status, 2);
		assert.equal(stderr, `tcpwhy: ${option}: write ${option.replace(' ', '=')}, with an equals sign.\n`);
	});
}

for (const [options, message] of [
	['--filtr x', '--filtr is no option; is --filter meant?'],
	['--check-filter', '--check-filter is no option; is --check-filters meant?'],
	['--qqqqqqqqq', '--qqqqqqqqq is no option; tcpwhy --help lists them.'],
	['-Z', '-Z is no option; tcpwhy --help lists them.'],
	['--no-filter', '--no-filter is no option; tcpwhy --help lists them.'],
	['--no-read', '--no-read is no option; tcpwhy --help lists them.'],
	['--config --ascii', '--config needs the name of a file.'],
	['-s 0 -s 1', '--stream is given twice.'],
	['--theme dark --theme=light', '--theme is given twice.'],
	['--theme pink', '--theme pink: known are dark, light, 16, none.'],
] as const)
	test(`wrong usage is told in one line with what may be meant: ${options}`, () => {
		assert.deepEqual(run(['--report', ...options.split(' '), CAPTURE]), {
			status: 2,
			stdout: '',
			stderr: `tcpwhy: ${message}\n`,
		});
	});

test('a filter may begin with a minus: what stands behind -Y is the filter, as in tshark', () => {
	const fields = ['-e', 'tcp.srcport', CAPTURE];
	for (const option of ['-Y', '--filter']) {
		assert.equal(run([option, '-tcp.srcport == -7007', ...fields]).stdout, '7007\n', option);
		assert.match(run([option, '--ascii', ...fields]).stderr, /^tcpwhy: --filter: expected a field/, option);
	}
	assert.equal(run(['--', '-Y', 'x']).stderr, 'tcpwhy: -Y does not exist: check the name and the folder.\n');
});

test('a value may hang on its short option, as in tshark', () => {
	assert.equal(
		run(['-Ytcp.srcport == 7007', '-etcp.srcport', '-etcp.dstport', `-r${CAPTURE}`]).stdout,
		'7007\t60990\n',
	);
});

test('what stands behind -- names files, even if it looks like options', () => {
	const {status, stderr} = run(['--report', '--', '--report', 'json', '--no-config']);
	assert.deepEqual([status, stderr], [1, 'tcpwhy: --report does not exist: check the name and the folder.\n']);
});

test('a field that is none is told with those near to it', () => {
	const {status, stderr} = run(['--fields', 'tcp.sport,tls.foo,analysis', CAPTURE]);
	assert.equal(status, 2);
	assert.match(
		stderr,
		/^tcpwhy: --fields: not fields: tcp\.sport \(near: tcp\.srcport\), tls\.foo, analysis \(near: tcp\./,
	);
});

test('a key log that is not there is told in words', () => {
	const {status, stderr} = run(['--report', '--keylog', '/nope', CAPTURE]);
	assert.deepEqual([status, stderr], [1, 'tcpwhy: The key log /nope does not exist: check the name and the folder.\n']);
});

test('-r names the capture, as tshark users type it', () => {
	assert.equal(run(['--report', '-r', CAPTURE]).stdout, run(['--report', CAPTURE]).stdout);
});

test('-h is --help, also behind other options', () => {
	const {status, stdout} = run(['--help']);
	assert.equal(status, 0);
	assert.deepEqual(run(['-h']), {status, stdout, stderr: ''});
	assert.equal(run(['-h', CAPTURE]).stdout, stdout);
});

for (const locale of ['C', 'POSIX', 'de_DE.ISO-8859-1']) {
	test(`what people read is ASCII in the locale ${locale}`, () => {
		for (const options of [
			['--report'],
			['--report=markdown'],
			['--ladder', '-s', '0'],
			['--ladder=markdown', '-s', '0'],
			['--help'],
			['-s', '…'],
		]) {
			const {stdout, stderr} = run([...options, sample('mixed.pcap')], '', {LC_ALL: locale});
			assert.doesNotMatch(stdout, NOT_ASCII, options.join(' '));
			assert.doesNotMatch(stderr, NOT_ASCII, options.join(' '));
		}
	});
}

test('--ascii holds for what is exported for people, too', () => {
	for (const [ending, format] of [
		['.txt', 'text'],
		['.md', 'markdown'],
	] as const) {
		const file = join(folder, `ascii${ending}`);
		assert.equal(run(['--ascii', '--export', file, CAPTURE]).status, 0);
		assert.equal(readFileSync(file, 'utf8'), run(['--ascii', `--report=${format}`, CAPTURE]).stdout);
	}
});

test('--ascii does the same in any locale, and no sign of ours is lost in it', () => {
	const text = run(['--report', '--ascii', sample('never-speaks.pcap')]).stdout;
	assert.doesNotMatch(text, NOT_ASCII);
	assert.match(text, /10\.1\.0\.2:45868 -> 10\.2\.0\.2:7005/);
	assert.doesNotMatch(text, /\?/);
});

test('JSON is the same in every locale', () => {
	const json = run(['--report=json', sample('mixed.pcap')]).stdout;
	assert.equal(run(['--report=json', sample('mixed.pcap')], '', {LC_ALL: 'C'}).stdout, json);
});

test('evidence names frames, counts name packets and streams', () => {
	const text = run(['--report', sample('never-speaks.pcap')]).stdout;
	assert.match(text, /frame 9: server RST/);
	assert.doesNotMatch(text, /packet \d/);
	assert.match(run(['--report=markdown', CAPTURE]).stdout, /^2 packets \(2 with TCP\), 1 stream, /m);
});

test('q on a sample returns to the samples, with the cursor on it; Q leaves at once', async () => {
	const terminal = explore('');
	await terminal.until('pick a sample');
	terminal.send('jj\r');
	await terminal.until('idle-client-reset');
	terminal.send('q');
	await terminal.until(/▸ never-speaks-server31/);
	terminal.send('\r');
	await terminal.until('idle-client-reset');
	terminal.send('Q');
	assert.equal(await terminal.exited, 0);
	assert.equal(terminal.isAlternate, false);
	await terminal.close();
});
