import assert from 'node:assert/strict';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {type TestContext} from 'node:test';
import {BookmarkStore} from '../../source/screen/memory/bookmark-store.ts';
import {LineHistory} from '../../source/screen/memory/line-history.ts';
import {configFile, stateFile} from '../../source/session/user-files.ts';

function folder(context: TestContext): string {
	const made = mkdtempSync(path.join(tmpdir(), 'memory-'));
	context.after(() => rmSync(made, {recursive: true, force: true}));
	return made;
}

test('files are where the XDG base directory specification wants them', () => {
	assert.equal(stateFile({XDG_STATE_HOME: '/state', HOME: '/home/me'}, 'a'), '/state/tcpwhy/a');
	assert.equal(stateFile({HOME: '/home/me'}, 'a'), '/home/me/.local/state/tcpwhy/a');
	assert.equal(configFile({HOME: '/home/me'}, 'a'), '/home/me/.config/tcpwhy/a');
	assert.equal(configFile({XDG_CONFIG_HOME: 'relative', HOME: '/home/me'}, 'a'), '/home/me/.config/tcpwhy/a');
	assert.equal(configFile({XDG_CONFIG_HOME: ''}, 'a'), undefined, 'no home, no file');
});

test('the history is there in the next session, the newest last and each filter once', context => {
	const file = path.join(folder(context), 'deep', 'history');
	const first = new LineHistory(file);
	for (const filter of ['a', 'b', 'a', ' ', 'c\nd']) first.add(filter);
	assert.deepEqual(first.entries, ['b', 'a', 'c d']);
	assert.deepEqual(new LineHistory(file).entries, ['b', 'a', 'c d']);
	assert.equal(statSync(file).mode & 0o777, 0o600);
});

test('two sessions do not lose what the other one remembered', context => {
	const file = path.join(folder(context), 'history');
	const [one, other] = [new LineHistory(file), new LineHistory(file)];
	one.add('from one');
	other.add('from the other');
	assert.deepEqual(new LineHistory(file).entries, ['from one', 'from the other']);
});

test('a filter that is the newest already is not written again', context => {
	const file = path.join(folder(context), 'history');
	const history = new LineHistory(file);
	history.add('tcp');
	rmSync(file);
	history.add('tcp');
	assert.equal(statSync(file, {throwIfNoEntry: false}), undefined);
});

test('the history is bounded', context => {
	const file = path.join(folder(context), 'history');
	writeFileSync(file, Array.from({length: 2000}, (_, index) => `tcp.port == ${index}`).join('\n'));
	const history = new LineHistory(file);
	history.add('last');
	assert.equal(history.entries.length, 500);
	assert.equal(readFileSync(file, 'utf8').trimEnd().split('\n').length, 500);
});

test('a history that cannot be read or written disturbs nobody', context => {
	const base = folder(context);
	mkdirSync(path.join(base, 'directory'));
	writeFileSync(path.join(base, 'file'), '');
	for (const file of [path.join(base, 'directory'), path.join(base, 'file', 'below')]) {
		const history = new LineHistory(file);
		history.add('tcp');
		assert.deepEqual(history.entries, ['tcp'], 'it is remembered for this session');
	}
});

test('bookmarks are there in the next session', context => {
	const file = path.join(folder(context), 'tcpwhy', 'bookmarks.json');
	const bookmarks = [{name: 'mine', filter: 'tcp.port == 4333'}];
	assert.equal(new BookmarkStore(file).save(bookmarks), undefined);
	const again = new BookmarkStore(file);
	assert.deepEqual(again.bookmarks, bookmarks);
	assert.equal(again.problem, undefined);
});

for (const [what, text] of [
	['no JSON', '[{"name": '],
	['no list', '{"name": "a", "filter": "b"}'],
	['a bookmark without a filter', '[{"name": "a"}]'],
] as const) {
	test(`a file of bookmarks that is damaged (${what}) is reported and left alone`, context => {
		const file = path.join(folder(context), 'bookmarks.json');
		writeFileSync(file, text);
		const store = new BookmarkStore(file);
		assert.match(store.problem!, /bookmarks\.json cannot be used and is left as it is/);
		assert.deepEqual(store.bookmarks, []);
		assert.match(store.save([{name: 'a', filter: 'tcp'}])!, /left as it is/);
		assert.equal(readFileSync(file, 'utf8'), text);
	});
}

test('a link to the file of bookmarks stays a link', context => {
	const base = folder(context);
	const [file, link] = [path.join(base, 'real.json'), path.join(base, 'bookmarks.json')];
	writeFileSync(file, '[]');
	symlinkSync(file, link);
	new BookmarkStore(link).save([{name: 'a', filter: 'tcp'}]);
	assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), [{name: 'a', filter: 'tcp'}]);
});

test('bookmarks that cannot be written are kept for the session, and that is said', context => {
	const base = folder(context);
	const store = new BookmarkStore(path.join(base, 'new', 'bookmarks.json'));
	writeFileSync(path.join(base, 'new'), 'a file where the folder should be');
	assert.match(store.save([{name: 'a', filter: 'tcp'}])!, /cannot be written/);
	assert.deepEqual(store.bookmarks, [{name: 'a', filter: 'tcp'}]);
});
