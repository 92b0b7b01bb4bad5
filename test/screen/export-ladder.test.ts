import assert from 'node:assert/strict';
import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {after} from 'node:test';
import {openLadder} from '../../source/screen/ladder/ladder-state.ts';
import {ScreenStack} from '../../source/screen/screen-stack.ts';
import {STREAM_LIST} from '../../source/screen/streams/stream-list-state.ts';
import {IDLE_CLIENT, longSession} from '../support/fake-captures.ts';
import {FakeSession} from '../support/fake-session.ts';
import {PLAIN} from '../support/screen-under-test.tsx';

const folder = mkdtempSync(join(tmpdir(), 'tcpwhy-test-'));
after(() => rmSync(folder, {recursive: true}));

const HOST = {quit() {}, suspend() {}, redraw() {}, copy() {}, restyle: () => PLAIN, reportMouse() {}};

function ladderOn(session: FakeSession): ScreenStack {
	return new ScreenStack(session, PLAIN, {columns: 100, rows: 24}, HOST, [STREAM_LIST, openLadder(0)]);
}

/** Answers E with a name, and gives the message that follows. */
async function exportAs(stack: ScreenStack, file: string): Promise<string | undefined> {
	stack.press(['E', 'ctrl-u']);
	stack.paste(join(folder, file));
	stack.press(['enter']);
	for (let turn = 0; turn < 100 && stack.footer().message === undefined; turn++)
		await new Promise(resolve => setImmediate(resolve));
	return stack.footer().message?.text;
}

test('E writes the ladder in the format that the name of the file asks for, and says so', async () => {
	const stack = ladderOn(new FakeSession().add(IDLE_CLIENT));
	for (const [file, content] of [
		['a.txt', /│─+ SYN/],
		['a.md', /^## Stream 0: idle-client-reset\n[\s\S]*```text/],
		['a.svg', /^<\?xml[^>]*>\n<svg /],
		['a.MMD', /^sequenceDiagram\n/],
	] as const) {
		assert.equal(await exportAs(stack, file), `ladder written to ${join(folder, file)}`);
		assert.match(readFileSync(join(folder, file), 'utf8'), content);
		assert.equal(stack.top.kind, 'ladder');
	}
	stack.dispose();
});

test('E proposes a name, leaves a file alone that is there, and names the formats where the name tells none', async () => {
	const stack = ladderOn(new FakeSession().add(IDLE_CLIENT));
	stack.press(['E']);
	assert.ok(stack.top.kind === 'ask' && stack.top.text === 'stream-0.md');
	stack.press(['escape']);
	assert.match((await exportAs(stack, 'b.png'))!, /\.txt, \.md, \.svg, \.mmd/);
	assert.equal(existsSync(join(folder, 'b.png')), false);
	stack.press(['escape']);
	assert.match((await exportAs(stack, 'b.md'))!, /written/);
	const before = readFileSync(join(folder, 'b.md'));
	assert.match((await exportAs(stack, 'b.md'))!, /exists already/);
	assert.deepEqual(readFileSync(join(folder, 'b.md')), before);
	stack.dispose();
});

test('runs are folded in the file as they are on the screen', async () => {
	const stack = ladderOn(longSession(30));
	await exportAs(stack, 'folded.txt');
	stack.press(['R']);
	await exportAs(stack, 'open.txt');
	const lines = (file: string) => readFileSync(join(folder, file), 'utf8').split('\n').length;
	assert.ok(lines('folded.txt') < 30);
	assert.ok(lines('open.txt') > 30);
	stack.dispose();
});
