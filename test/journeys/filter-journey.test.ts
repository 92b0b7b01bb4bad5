import assert from 'node:assert/strict';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {type TestContext} from 'node:test';
import {BOOKMARKS} from '../../source/screen/filter/bookmarks.ts';
import {explore} from '../support/terminal/journey.ts';
import type {TestTerminal} from '../support/terminal/terminal.ts';

/** A home for one journey: nothing is left where the tests run. */
function home(context: TestContext): {readonly environment: Record<string, string>; file(name: string): string} {
	const folder = mkdtempSync(path.join(tmpdir(), 'home-'));
	context.after(() => rmSync(folder, {recursive: true, force: true}));
	return {
		environment: {XDG_STATE_HOME: path.join(folder, 'state'), XDG_CONFIG_HOME: path.join(folder, 'config')},
		file: name => path.join(folder, name),
	};
}

async function start(environment: Record<string, string>): Promise<TestTerminal> {
	const terminal = explore('mixed.pcap', {columns: 140, rows: 40, environment});
	await terminal.until('idle-client-reset');
	return terminal;
}

async function quit(terminal: TestTerminal): Promise<void> {
	terminal.send('Q');
	assert.equal(await terminal.exited, 0);
	await terminal.close();
}

/** The row that tells which filter is in force, or nothing. */
const inForce = (terminal: TestTerminal, filter: string) => () => terminal.lines()[1]!.startsWith(`filter ${filter}`);

test('each bookmark can be typed, and filters', async context => {
	const terminal = await start(home(context).environment);
	try {
		for (const {filter} of BOOKMARKS) {
			terminal.send('/');
			await terminal.until(/^filter: /);
			terminal.send('\u{15}');
			terminal.send(filter);
			await terminal.until(line(`filter: ${filter}`));
			await terminal.until(/^ok|takes the suggestion: .*note/);
			terminal.send('\r');
			await terminal.until(inForce(terminal, filter));
			await terminal.until(/\d+ packets$/);
		}
		await quit(terminal);
	} finally {
		await terminal.close();
	}
});

function line(start: string): RegExp {
	return new RegExp(`^${start.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`);
}

test('a filter is completed, a mistake is shown under its place and mended with one key', async context => {
	const terminal = await start(home(context).environment);
	try {
		terminal.send('/');
		await terminal.until(/^filter: /);
		terminal.send('conn.verd\t');
		await terminal.until(/^filter: conn\.verdict /);
		terminal.send('== ');
		await terminal.until(/^filter: conn\.verdict == /);
		terminal.send('"idle-client-r\t');
		await terminal.until(/^filter: conn\.verdict == "idle-client-reset"/);
		terminal.send(' && tcp.flags.rst == 1');
		await terminal.until(/^ {47}▲{13}$/);
		await terminal.until(/no field is called tcp\.flags\.rst/);
		terminal.send('\u{19}');
		await terminal.until(/tcp\.flags\.reset == 1/);
		terminal.send('\r');
		await terminal.until(inForce(terminal, 'conn.verdict == "idle-client-reset" && tcp.flags.reset == 1'));
		terminal.send('/');
		terminal.send('\u{15}tcp.flags.\t');
		await terminal.until(/^▸ tcp\.flags\.\S+ {2,}\S/);
		terminal.send('\u{1B}');
		await terminal.until(() => !terminal.shows(/^▸ tcp\.flags/));
		terminal.send('bad');
		await terminal.until(/no field is called|takes the suggestion/);
		terminal.send('\u{1B}');
		await terminal.until(inForce(terminal, 'conn.verdict == "idle-client-reset" && tcp.flags.reset == 1'));
		await quit(terminal);
	} finally {
		await terminal.close();
	}
});

test('history and bookmarks are there in the next session', async context => {
	const {environment, file} = home(context);
	const first = await start(environment);
	try {
		first.send('/');
		await first.until(/^filter: /);
		first.send('tcp.stream < 20\r');
		await first.until(inForce(first, 'tcp.stream < 20'));
		first.send('ba');
		await first.until(/^name: /);
		first.send('the first streams\r');
		await first.until(/8 {2}the first streams/);
		first.send('\u{1B}');
		await quit(first);
	} finally {
		await first.close();
	}
	assert.equal(readFileSync(file('state/tcpwhy/filter-history'), 'utf8'), 'tcp.stream < 20\n');
	assert.equal(statSync(file('state/tcpwhy/filter-history')).mode & 0o777, 0o600);
	const second = await start(environment);
	try {
		second.send('/');
		await second.until(/^filter: /);
		second.send('\u{1B}[A');
		await second.until(/^filter: tcp\.stream < 20/);
		second.send('\u{1B}');
		await second.until(/^no filter/);
		second.send('b8');
		await second.until(inForce(second, 'tcp.stream < 20'));
		second.send('b1');
		await second.until(inForce(second, 'tcp.flags.fin == 1'));
		await quit(second);
	} finally {
		await second.close();
	}
});

test('a damaged file of bookmarks is reported where bookmarks are, and left alone', async context => {
	const {environment, file} = home(context);
	mkdirSync(file('config/tcpwhy'), {recursive: true});
	writeFileSync(file('config/tcpwhy/bookmarks.json'), '[{"name":');
	const terminal = await start(environment);
	try {
		terminal.send('b');
		await terminal.until(/cannot be used and is left as it is/);
		terminal.send('7');
		await terminal.until(inForce(terminal, 'tls.record.content_type == 21'));
		terminal.send('b');
		await terminal.until('Bookmarks');
		await quit(terminal);
	} finally {
		await terminal.close();
	}
	assert.equal(readFileSync(file('config/tcpwhy/bookmarks.json'), 'utf8'), '[{"name":');
});
