import assert from 'node:assert/strict';
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {after} from 'node:test';
import {openLadder} from '../../../source/screen/ladder/ladder-state.ts';
import {ScreenStack} from '../../../source/screen/screen-stack.ts';
import {STREAM_LIST} from '../../../source/screen/streams/stream-list-state.ts';
import {FakeSession} from '../../support/captures/fake-session.ts';
import {IDLE_CLIENT, longSession} from '../../support/frames/fake-captures.ts';
import {PLAIN} from '../../support/terminal/screen-under-test.tsx';

const folder = mkdtempSync(join(tmpdir(), 'tcpwhy-test-'));
after(() => rmSync(folder, {recursive: true}));

const HOST = {quit() {}, suspend() {}, redraw() {}, copy() {}, restyle: () => PLAIN, reportMouse() {}};

function ladderOn(session: FakeSession): ScreenStack {
	return new ScreenStack(session, PLAIN, {columns: 100, rows: 24}, HOST, [STREAM_LIST, openLadder(0)]);
}

async function turns(isDone: () => boolean): Promise<void> {
	for (let turn = 0; turn < 100 && !isDone(); turn++) await new Promise(resolve => setImmediate(resolve));
}

/** Answers E with a name, and gives the message that follows. */
async function exportAs(stack: ScreenStack, file: string): Promise<string | undefined> {
	stack.press(['E', 'ctrl-u']);
	stack.paste(join(folder, file));
	stack.press(['enter']);
	await turns(() => stack.footer().message !== undefined);
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

test('what is there is overwritten after y, and at once where ! says so', async () => {
	const stack = ladderOn(new FakeSession().add(IDLE_CLIENT));
	const file = join(folder, 'there.txt');
	for (const keys of [
		[':', ...`export ${file}`, 'enter'],
		[':', ...`export! ${file}`, 'enter'],
	]) {
		writeFileSync(file, 'there');
		stack.press(keys);
		await turns(() => stack.top.kind === 'ask' || stack.footer().message !== undefined);
		if (stack.top.kind === 'ask') {
			assert.equal(stack.top.question.about, 'overwrite');
			stack.press(['x']);
			assert.match(stack.footer().message!.text, /^y overwrites/);
			assert.equal(readFileSync(file, 'utf8'), 'there');
			stack.press(['y']);
			await turns(() => stack.footer().message !== undefined);
		}
		assert.equal(stack.footer().message?.text, `ladder written to ${file}`);
		assert.match(readFileSync(file, 'utf8'), /SYN/);
	}
	stack.dispose();
});

test('the first key typed takes the place of the proposed name, a key that moves keeps it', () => {
	const stack = ladderOn(new FakeSession().add(IDLE_CLIENT));
	const typed = (...keys: string[]) => {
		stack.press(['E', ...keys]);
		assert.ok(stack.top.kind === 'ask');
		const {text} = stack.top;
		stack.press(['escape']);
		return text;
	};
	assert.equal(typed('a', '.', 'm', 'd'), 'a.md');
	assert.equal(typed('end', 'x'), 'stream-0.mdx');
	assert.equal(typed('home', 'x'), 'xstream-0.md');
	assert.equal(typed('backspace', 'y'), 'y');
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
	stack.press(['E', 'ctrl-u']);
	stack.paste(join(folder, 'b.md'));
	stack.press(['enter']);
	await turns(() => stack.top.kind === 'ask');
	assert.ok(stack.top.kind === 'ask' && stack.top.question.about === 'overwrite');
	stack.press(['n']);
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
