import assert from 'node:assert/strict';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import {sample} from '../support/captures/samples.ts';
import {scratchFolder} from '../support/scratch-folder.ts';
import {explore} from '../support/terminal/journey.ts';
import {run} from '../support/terminal/program.ts';

const home = scratchFolder();
const file = path.join(home, 'tcpwhy', 'dfilter_macros');
mkdirSync(path.dirname(file));
writeFileSync(file, '# mine\n"seven","tcp.port == 7007"\nnine = tcp.port == 9\n');
const environment = {XDG_CONFIG_HOME: home};
const CALL = `\${seven}`;
const told = `${file}:3: this is no macro`;

test('a wrong line in the file of macros is told with file and line, and the others count', () => {
	const {status, stderr, stdout} = run(['-Y', CALL, '--report', sample('refused.pcap')], '', environment);
	assert.equal(status, 0);
	assert.ok(stderr.startsWith(`tcpwhy: ${told}`), stderr);
	assert.match(stdout, /connection-refused/);
});

test('a file of macros that cannot be read is told', () => {
	const folder = path.join(home, 'other', 'tcpwhy', 'dfilter_macros');
	mkdirSync(folder, {recursive: true});
	const {status, stderr} = run(['--report', sample('refused.pcap')], '', {XDG_CONFIG_HOME: path.join(home, 'other')});
	assert.equal(status, 0);
	assert.equal(stderr, `tcpwhy: ${folder} cannot be read: it is not a file\n`);
});

test('macros stand below the bookmarks, and what is wrong with their file in :config', async () => {
	const terminal = explore('refused.pcap', {environment, columns: 120});
	try {
		await terminal.until('connection-refu');
		terminal.send('b');
		await terminal.until(/\$\{seven\} +tcp\.port == 7007/);
		await terminal.until(/\$\{private_ipv4:\$1\}/);
		terminal.send('G\r');
		await terminal.until(/^filter \$\{seven\} .* [1-9]\d* packet/);
		terminal.send('bGe\u0015tcp.port == 1\r');
		await terminal.until(/\$\{seven\} +tcp\.port == 1 *$/);
		terminal.send('q');
		await terminal.until(/^filter \$\{seven\} .* 0 packets/);
		assert.equal(readFileSync(file, 'utf8'), '# mine\n"seven","tcp.port == 1"\nnine = tcp.port == 9\n');
		terminal.send(':config\r');
		await terminal.until(told);
	} finally {
		await terminal.close();
	}
});
