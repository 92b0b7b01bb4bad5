import assert from 'node:assert/strict';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {type TestContext} from 'node:test';
import {BOOKMARK_FORMAT, MACRO_FORMAT} from '../../source/screen/memory/filter-formats.ts';
import {LineHistory} from '../../source/screen/memory/line-history.ts';
import {OwnFilters} from '../../source/screen/memory/own-filters.ts';
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
	assert.equal(new OwnFilters(file, BOOKMARK_FORMAT).save(bookmarks), undefined);
	const again = new OwnFilters(file, BOOKMARK_FORMAT);
	assert.deepEqual(again.filters, bookmarks);
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
		const store = new OwnFilters(file, BOOKMARK_FORMAT);
		assert.match(store.problem!, /bookmarks\.json cannot be used and is left as it is/);
		assert.deepEqual(store.filters, []);
		assert.match(store.save([{name: 'a', filter: 'tcp'}])!, /left as it is/);
		assert.equal(readFileSync(file, 'utf8'), text);
	});
}

test('a link to the file of bookmarks stays a link', context => {
	const base = folder(context);
	const [file, link] = [path.join(base, 'real.json'), path.join(base, 'bookmarks.json')];
	writeFileSync(file, '[]');
	symlinkSync(file, link);
	new OwnFilters(link, BOOKMARK_FORMAT).save([{name: 'a', filter: 'tcp'}]);
	assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), [{name: 'a', filter: 'tcp'}]);
});

test('bookmarks that cannot be written are kept for the session, and that is said', context => {
	const base = folder(context);
	const store = new OwnFilters(path.join(base, 'new', 'bookmarks.json'), BOOKMARK_FORMAT);
	writeFileSync(path.join(base, 'new'), 'a file where the folder should be');
	assert.match(store.save([{name: 'a', filter: 'tcp'}])!, /cannot be written/);
	assert.deepEqual(store.filters, [{name: 'a', filter: 'tcp'}]);
});

test('macros are saved where they stand, among the comments and lines that the user wrote', context => {
	const file = path.join(folder(context), 'dfilter_macros');
	const text = '# mine\n"web","tcp.port == 80"\nno macro\n\n"slow","tcp.time_delta > 1"\n';
	writeFileSync(file, text);
	const store = new OwnFilters(file, MACRO_FORMAT);
	assert.deepEqual(
		store.filters.map(({name}) => name),
		['web', 'slow'],
	);
	const quoted = {name: 'says', filter: 'tcp contains "a\\\\b"'};
	assert.equal(store.save([{name: 'web', filter: 'tcp.port == $1'}, quoted]), undefined);
	assert.equal(
		readFileSync(file, 'utf8'),
		'# mine\n"web","tcp.port == $1"\nno macro\n"says","tcp contains \\x22a\\x5c\\x5cb\\x22"\n',
	);
	assert.deepEqual(new OwnFilters(file, MACRO_FORMAT).filters.at(-1), quoted);
});

test('what another session has added to the file meanwhile is kept', context => {
	for (const format of [BOOKMARK_FORMAT, MACRO_FORMAT]) {
		const file = path.join(folder(context), 'filters');
		const [one, other] = [new OwnFilters(file, format), new OwnFilters(file, format)];
		other.save([{name: 'theirs', filter: 'ip'}]);
		one.save([{name: 'ours', filter: 'tcp'}]);
		assert.deepEqual(new OwnFilters(file, format).filters.map(({name}) => name).sort(), ['ours', 'theirs']);
		one.save([]);
		assert.deepEqual(new OwnFilters(file, format).filters, []);
	}
});
