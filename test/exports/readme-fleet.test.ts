import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import test from 'node:test';
import {sample} from '../support/captures/samples.ts';
import {duckdb, literal} from '../support/duckdb.ts';
import {README} from '../support/readme-blocks.ts';
import {scratchFolder} from '../support/scratch-folder.ts';
import {PROGRAM, run} from '../support/terminal/program.ts';

const folder = scratchFolder();

/** The first block of a language in the readme's section about many captures. */
function block(language: string): string {
	const section = /^## Thousands of captures\n(.*?)^## /ms.exec(readFileSync(README, 'utf8'))![1]!;
	return new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'ms').exec(section)![1]!;
}

function script(name: string, text: string): void {
	writeFileSync(join(folder, 'bin', name), text, {mode: 0o755});
}

/** Samples where the readme's commands look for captures: in a folder, and on hosts that `ssh` reaches. */
const CAPTURES = {
	'captures/never-speaks.pcap': 'never-speaks.pcap',
	"captures/it's mixed.pcap": 'mixed.pcap',
	'hosts/web-1/dump.pcap': 'refused.pcap',
	'hosts/web-2/dump.pcap': 'mixed.pcap',
} as const;

function layOut(): void {
	for (const path of ['bin', 'captures', 'hosts/web-1', 'hosts/web-2'])
		mkdirSync(join(folder, path), {recursive: true});
	for (const [to, from] of Object.entries(CAPTURES)) copyFileSync(sample(from), join(folder, to));
	writeFileSync(join(folder, 'hosts.txt'), 'web-1\nweb-2\n');
	script('tcpwhy', `#!/bin/sh\nexec '${process.execPath}' '${PROGRAM}' "$@"\n`);
	script('ssh', `#!/bin/sh\ncd '${folder}/hosts/'"$1" && shift && exec sh -c "$*"\n`);
}

interface Counted {
	readonly connections: number;
	readonly captures: Set<string>;
}

/** What the query must find, from the JSON reports of the captures. */
function abnormalEndings(): Map<string, Counted> {
	const found = new Map<string, Counted>();
	for (const [to, from] of Object.entries(CAPTURES))
		for (const {server, ending} of JSON.parse(run(['--report=json', sample(from)]).stdout).streams) {
			if (ending.category !== 'abnormal') continue;
			const key = [server.address, server.port, ending.verdict].join(' ');
			const {connections, captures} = found.get(key) ?? {connections: 0, captures: new Set()};
			found.set(key, {connections: connections + 1, captures: captures.add(to)});
		}
	return found;
}

test("the readme's lines for GNU parallel and its DuckDB query do what they say", async t => {
	if (!/GNU parallel/.test(spawnSync('parallel', ['--version'], {encoding: 'utf8'}).stdout ?? '')) {
		t.skip('GNU parallel is not installed');
		return;
	}
	layOut();
	const {status, stderr} = spawnSync('bash', ['-e', '-c', block('sh')], {
		cwd: folder,
		encoding: 'utf8',
		env: {...process.env, PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH']}`},
	});
	assert.equal(status, 0, stderr);
	assert.deepEqual(readdirSync(join(folder, 'endings')).sort(), [
		"it's mixed.parquet",
		'never-speaks.parquet',
		'web-1.parquet',
		'web-2.parquet',
	]);
	const rows = await duckdb(`SET file_search_path = ${literal(folder)}`, block('sql'));
	const expected = abnormalEndings();
	const counts = [...expected.values()].map(({connections}) => connections).sort((a, b) => b - a);
	assert.deepEqual(
		rows.map(({connections}) => Number(connections)),
		counts.slice(0, 20),
	);
	for (const {server_address, server_port, verdict, connections, captures, first_seen} of rows) {
		const counted = expected.get([server_address, server_port, verdict].join(' '));
		assert.deepEqual([Number(connections), Number(captures)], [counted?.connections, counted?.captures.size]);
		assert.match(first_seen!, /^2026-/);
	}
	assert.ok(
		rows.some(({captures}) => captures !== '1'),
		'one service fails in several captures',
	);
});
