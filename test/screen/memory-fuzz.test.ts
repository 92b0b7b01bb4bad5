import assert from 'node:assert/strict';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'node:test';
import fc from 'fast-check';
import {ownMacros} from '../../source/filter/macro-definitions.ts';
import {BOOKMARK_FORMAT} from '../../source/screen/memory/filter-formats.ts';
import {LineHistory} from '../../source/screen/memory/line-history.ts';
import {OwnFilters} from '../../source/screen/memory/own-filters.ts';
import {TRICK_BYTES} from '../hostile/tricks.ts';
import {cases, quickly, spoilt} from '../support/fuzz.ts';

const LONG_TIME = {timeout: 86_400_000};
const folder = mkdtempSync(join(tmpdir(), 'tcpwhy-memory-'));
test.after(() => rmSync(folder, {recursive: true}));
const file = join(folder, 'file');

const utf8 = (text: string) => new TextEncoder().encode(text);
const HISTORY = utf8('tcp.flags.reset == 1\ntcp.port == 443\n\nframe contains "é"\n'.repeat(4));
const BOOKMARKS = utf8(
	JSON.stringify(
		[
			{name: 'a', filter: 'tcp'},
			{name: '__proto__', filter: '"\\u001b"', more: [{}]},
		],
		undefined,
		'\t',
	),
);
const MACROS = utf8('# macros\n"one","tcp.port == $1"\n"two","$1 or $2 \\"x\\" \\x41"\n');
const files = (seed: Uint8Array) =>
	fc.oneof(
		spoilt([seed, ...TRICK_BYTES]).map(({bytes}) => bytes),
		fc.uint8Array({maxLength: 200}),
	);

test('whatever is in a history, it is read as lines, and what is added is its newest', LONG_TIME, () => {
	fc.assert(
		fc.property(files(HISTORY), bytes => {
			writeFileSync(file, bytes);
			quickly(() => {
				const history = new LineHistory(file);
				assert.ok(history.entries.length <= 500);
				assert.ok(history.entries.every(entry => entry !== '' && !/[\r\n]/.test(entry)));
				history.add('tcp.stream == 7');
				assert.equal(new LineHistory(file).entries.at(-1), 'tcp.stream == 7');
			});
		}),
		{numRuns: cases(10_000)},
	);
});

test('whatever is in a file of bookmarks, they are taken whole, or reported and never written over', LONG_TIME, () => {
	fc.assert(
		fc.property(files(BOOKMARKS), bytes => {
			writeFileSync(file, bytes);
			quickly(() => {
				const store = new OwnFilters(file, BOOKMARK_FORMAT);
				for (const {name, filter} of store.filters)
					assert.deepEqual([typeof name, typeof filter], ['string', 'string']);
				if (store.problem === undefined) return;
				assert.deepEqual(store.filters, []);
				assert.equal(store.save([{name: 'b', filter: 'ip'}]), store.problem);
				assert.deepEqual(new Uint8Array(readFileSync(file)), bytes);
			});
		}),
		{numRuns: cases(10_000)},
	);
});

test('whatever is in a file of macros, each line of it is a macro, a comment or a problem', LONG_TIME, () => {
	fc.assert(
		fc.property(files(MACROS), bytes => {
			const text = new TextDecoder().decode(bytes);
			const {own, problems} = quickly(() => ownMacros(text));
			const lines = text.split('\n').length;
			assert.ok(problems.every(({line}) => line >= 1 && line <= lines));
			assert.ok(own.length <= lines - problems.length);
		}),
		{numRuns: cases(10_000)},
	);
});
