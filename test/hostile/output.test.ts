import assert from 'node:assert/strict';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'node:test';
import {REPORT_ENDINGS} from '../../source/report/format-names.ts';
import {run} from '../support/terminal/program.ts';
import {hostileFile} from './hostile-file.ts';
import {foreignOutput} from './terminal-output.ts';
import {TRICK_BYTES, TRICKS} from './tricks.ts';

const folder = mkdtempSync(join(tmpdir(), 'tcpwhy-hostile-'));
test.after(() => rmSync(folder, {recursive: true}));

const capture = join(folder, `a${TRICKS.join('').replace(/[/\0]/g, '_').slice(0, 60)}.pcapng`);
writeFileSync(capture, hostileFile());
const STREAMS = 2 * TRICK_BYTES.length;

/** Whether a terminal could be harmed by the text: only line feeds are no visible characters. */
function assertHarmless(text: string): void {
	assert.equal(text.includes('\u{1B}') || text.includes('\r'), false);
	assert.equal(foreignOutput(text), undefined);
}

for (const format of Object.keys(REPORT_ENDINGS).filter(each => each !== 'parquet'))
	test(`--report=${format} of hostile names can be shown on a terminal`, () => {
		const {status, stdout, stderr} = run([`--report=${format}`, capture]);
		assert.equal(status, 0, stderr);
		assertHarmless(stdout);
		assertHarmless(stderr);
	});

test('the JSON report says the server name as it was sent', () => {
	const {streams} = JSON.parse(run(['--report=json', capture]).stdout);
	assert.equal(streams.length, STREAMS);
	assert.equal(streams[0].tls.serverName, TRICKS[0]);
});

test('no name of a packet becomes markup of a Markdown report', () => {
	const {stdout} = run(['--report=markdown', capture]);
	assert.doesNotMatch(stdout, /(?<!\\)<(?!br>)|(?<!\\)!\[/);
});

test('every ladder of hostile payload can be shown on a terminal', () => {
	for (let stream = 0; stream < STREAMS; stream += 3) {
		const {status, stdout} = run(['--ladder', '--stream', String(stream), capture]);
		assert.equal(status, 0);
		assertHarmless(stdout);
	}
});

test('fields of hostile packets can be shown on a terminal', () => {
	const fields =
		'tls.handshake.extensions_server_name,tls.handshake.extensions_alpn_str,frame.interface_name,tcp.payload';
	const {status, stdout} = run(['-e', fields, capture]);
	assert.equal(status, 0);
	assert.equal(stdout.includes('owned'), true);
	assertHarmless(stdout.replaceAll('\t', ' '));
});

test('messages name hostile files, filters, fields, formats and streams harmlessly', () => {
	const trick = '\u{1B}]0;owned\u{7}\u{9B}2J\u{202E}';
	const text = join(folder, `b${trick}`);
	writeFileSync(text, TRICKS.join(''));
	for (const args of [
		[text],
		[join(folder, trick)],
		['-Y', trick, capture],
		['-e', trick, capture],
		['-s', trick, capture],
		[`--report=${trick}`, capture],
		[`--${trick}`, capture],
		['--spool-limit', trick, capture],
		['-w', join(folder, 'none', trick), capture],
		['--hosts', join(folder, trick), capture],
		['-i', trick],
	]) {
		const {status, stderr, stdout} = run(args);
		assert.notEqual(status, 0, JSON.stringify(args));
		assertHarmless(stderr);
		assertHarmless(stdout);
	}
	assertHarmless(run(['--check-filters'], `${trick}\n"${trick}\nfoo.${trick}`).stdout.replaceAll('\t', ' '));
});
