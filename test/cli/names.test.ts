import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';
import {parseHosts} from '../../source/session/host-names.ts';
import {sample} from '../support/captures/samples.ts';
import {scratchFolder} from '../support/scratch-folder.ts';
import {run} from '../support/terminal/program.ts';

const folder = scratchFolder();

test('a hosts file gives the first name of each address', () => {
	const names = parseHosts(
		'# a comment\n10.0.0.1\tfirst alias # more\n10.0.0.1 second\n\n2001:DB8:0:0::1 six\n::ffff:10.0.0.7 mapped\n',
	);
	assert.deepEqual(
		[...names],
		[
			['10.0.0.1', 'first'],
			['2001:db8::1', 'six'],
			['::ffff:10.0.0.7', 'mapped'],
		],
	);
});

test('lines that are no address and name, and names that could harm a terminal, are left out', () => {
	assert.equal(parseHosts('10.0.0.1\nnot-an-address name\n10.0.0.2 \u001b]0;x\u0007\n10.0.0.3 \u202eevil\n').size, 0);
});

test('names are shown where they are wanted, and addresses stay in the JSON report', () => {
	const {client, server} = JSON.parse(run(['--report=json', sample('refused.pcap')]).stdout).streams[0];
	const hosts = join(folder, 'hosts');
	writeFileSync(hosts, `${server.address} web.example\n`);
	const args = ['--hosts', hosts, sample('refused.pcap')];
	assert.match(run(args).stdout, new RegExp(`→ web\\.example:${server.port} `));
	assert.doesNotMatch(run([sample('refused.pcap')]).stdout, /web\.example/);
	const named = JSON.parse(run(['--report=json', ...args]).stdout).streams[0];
	assert.deepEqual([named.client, named.server], [client, {...server, name: 'web.example'}]);
});

test('a hosts file that is not there is named', () => {
	const {status, stderr} = run(['--hosts', join(folder, 'none'), sample('refused.pcap')]);
	assert.equal(status, 1);
	assert.match(stderr, /^tcpwhy: \S+none cannot be read: [^\n]+\n$/);
});
