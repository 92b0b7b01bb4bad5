import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {compilePattern} from '../../source/filter/pattern/pattern.ts';
import {requiredRuns, runsFinder} from '../../source/filter/pattern/required.ts';
import {parsePattern} from '../../source/filter/pattern/syntax/pattern-parser.ts';

function matches(pattern: string, subject: string): boolean | string {
	const compiled = compilePattern(Buffer.from(pattern, 'latin1'));
	const bytes = Buffer.from(subject, 'latin1');
	return 'message' in compiled ? compiled.message : compiled.pattern.test(bytes, 0, bytes.length);
}

test('the case of ASCII letters is ignored, unless (?-i) says otherwise', () => {
	assert.equal(matches('get', 'GET /'), true);
	assert.equal(matches('(?-i)get', 'GET /'), false);
	assert.equal(matches('a(?-i:b)C', 'AbC'), true);
	assert.equal(matches('\xe9', '\xc9'), false);
});

test('a dot stops at newlines, (?s) lets it pass', () => {
	assert.equal(matches('GET.*Host', 'GET /\r\nHost'), false);
	assert.equal(matches('(?s)GET.*Host', 'GET /\r\nHost'), true);
});

test('^ and $ are the ends of the subject, with (?m) of lines', () => {
	assert.equal(matches('^host', 'a\nhost'), false);
	assert.equal(matches('(?m)^host', 'a\nhost'), true);
	assert.equal(matches('a$', 'a\n'), true);
	assert.equal(matches('a$', 'a\nb'), false);
	assert.equal(matches('a\\z', 'a\n'), false);
	assert.equal(matches('a\\Z', 'a\n'), true);
	assert.equal(matches('(?m)a$', 'a\nb'), true);
	assert.equal(matches('(?m)a\\n^$', 'a\n'), false);
});

test('word boundaries are between word characters and others', () => {
	assert.equal(matches('\\bcat\\b', 'a cat!'), true);
	assert.equal(matches('\\bcat\\b', 'concat'), false);
	assert.equal(matches('\\Bcat', 'concat'), true);
});

test('classes, escapes and quoting are those of PCRE2', () => {
	assert.equal(matches('[[:alpha:]]+\\Q.\\E\\h\\R', 'abc.\t\r\n'), true);
	assert.equal(matches('[[:^digit:]]', '123'), false);
	assert.equal(matches('\\x47\\x{45}\\124', 'GET'), true);
	assert.equal(matches('[\\d-x]', '-'), true);
	assert.equal(matches('[]a]', ']'), true);
	assert.equal(matches('a{,3}', 'a{,3}'), true);
	assert.equal(matches('^a{2,3}$', 'aaaa'), false);
	assert.equal(matches('\\p{L}', '5\xe9'), true);
	assert.equal(matches('(?x) a b # comment', 'ab'), true);
	assert.equal(matches('(?#comment)a', 'a'), true);
});

test('back-references, look-around and atomic groups work', () => {
	assert.equal(matches('(?<n>a)\\k<n>', 'aA'), true);
	assert.equal(matches('(a|b)\\1', 'ab'), false);
	assert.equal(matches('^(?!www)', 'example.org'), true);
	assert.equal(matches('^(?!www)', 'www.example.org'), false);
	assert.equal(matches('(?<=a)b', 'ab'), true);
	assert.equal(matches('(?<!a)b', 'ab'), false);
	assert.equal(matches('(?>a*)a', 'aaa'), false);
	assert.equal(matches('a*+a', 'aaa'), false);
});

test('a group that is entered again, or left empty, has what PCRE2 says it has', () => {
	for (const [pattern, subject, expected] of [
		['^(?:(a)|b)*\\1$', 'aba', true],
		['^(?:(a)|b)*\\1$', 'abb', false],
		['^((?=(a)))*\\2$', 'a', true],
		['(?!(a)b)\\1', 'ac', false],
		['(?<=(a|b))\\1', 'abb', true],
		['(?<=(a|b))\\1', 'aba', false],
		['^(?>(a+)|b)*\\1$', 'aaba', false],
		['^(?>(a+)|b)*\\1$', 'aabaa', true],
		['^(a?)*?\\1b$', 'aab', true],
		['(\\w)\\1\\1', 'xaaA', true],
		['(\\w)\\1\\1', 'aabaa', false],
		['(?=(\\w+) \\1)a', 'ab cb', false],
	] as const)
		assert.equal(matches(pattern, subject), expected, `${pattern} in ${subject}`);
});

test('a packet of long lines leaves enough steps to find what is at its end', () => {
	for (const width of [60, 80, 120, 400]) {
		const lines = `${'x'.repeat(width)}\n`.repeat(1400 / width);
		assert.equal(matches('(?=.*foo)(?=.*bar)', `${lines}bar and foo`), true, `${width}`);
		assert.equal(matches('(\\w+)=\\1;', `${lines}foo=foo;`), true, `${width}`);
	}
});

test('wrong patterns are refused with a reason', () => {
	for (const pattern of [
		'(',
		'[a',
		'a**',
		'a{2,1}',
		'\\x{1e9}',
		'(*UTF)a',
		')',
		'*',
		'\\',
		'[z-a]',
		'[[:constructor:]]',
		'(?<n>a)(?<n>b)',
		'\\k<x>',
	])
		assert.equal(typeof matches(pattern, ''), 'string', pattern);
});

test('patterns that make backtracking engines hang end at once', () => {
	const subject = 'a'.repeat(60_000);
	for (const pattern of [
		'(a+)+$[b-z]',
		'(a*)*[b-z]',
		'(a|aa)+$[b-z]',
		'.*.*.*.*[b-z]',
		'(?:a?){60}a{60}[b-z]',
		'(x+x+)+y|(a+)+\\1[b-z]',
		'(?=(a+)+[b-z])',
	])
		assert.equal(matches(pattern, subject), false, pattern);
	assert.equal(typeof matches('(a{1000}){1000}', ''), 'string');
});

test('the rarest bytes that every match has are known', () => {
	const required = (source: string) => requiredRuns(parsePattern(source))?.map(run => runsFinder([run]));
	for (const [source, has, hasNot] of [
		['user=[a-z]+', 'x USER=a', 'user a'],
		['[a-z]+(?:foo){2,9}bar.*', 'FooFooBar', 'foofoo bar'],
		['^\\d+ (?<word>error)\\b', '7 error', 'eror'],
		['[a-z]+=.*', 'A=', 'a-'],
		['(?=.*error)(?!x)\\w', 'an ERROR', 'eror'],
	] as const) {
		assert.equal(required(source)?.[0]?.(has), true, source);
		assert.equal(required(source)?.[0]?.(hasNot), false, source);
	}
	assert.equal(required('error|(?:fail|refused)')?.length, 3);
	for (const source of ['.*', 'a?', '[a-z]+', 'error|.*', '(?!error)'])
		assert.equal(required(source), undefined, source);
});

test('a pattern with more states than bytes is still answered, and right', () => {
	const letters = Array.from({length: 60_000}, (_, n) => 'ab'[(Math.imul(n + 1, 0x9e3779b1) >>> 16) & 1]).join('');
	assert.equal(matches('(a|b)*a(a|b){12}[c-z]', letters), false);
	assert.equal(matches('(a|b)*a(a|b){12}[c-z]', `${letters}a${'b'.repeat(12)}c`), true);
	assert.equal(matches('(a|b)*a(a|b){12}[c-z]', `${letters.replaceAll('a', 'b')}b${'b'.repeat(12)}c`), false);
	assert.equal(matches('a(a|b){12}\\b.$', `${letters}a${'b'.repeat(12)} \n`), true);
});

test('assertions, empty rounds and groups in groups cost steps like everything else', () => {
	const subject = 'a'.repeat(262_144);
	for (const pattern of [
		'.*a.{1900}[b-z]',
		'(?<=\\b)a[b-z]',
		'(?<!a*)a[b-z]',
		'(?>(?:)*|a)*[b-z]',
		'(?=)(?:|||||){500}[b-z]',
		'(?=)(?:^|$|\\b|\\B){20}[b-z]',
		`(?=)${'('.repeat(150)}a*${')*'.repeat(150)}[b-z]`,
	])
		assert.equal(matches(pattern, subject), false, pattern);
});

const atom = fc.constantFrom(
	'a',
	'b',
	'c',
	'.',
	'[ab]',
	'[^a]',
	'\\w',
	'\\d',
	'\\s',
	'\\b',
	'^',
	'$',
	'(?:ab|c)',
	'\\n',
);
const look = fc.constantFrom('(?=a)', '(?!b)', '(?<=[ab])', '(?<!\\w)', '(?=.*c|b)', '(?!a*(?<!b))');
const quantifier = fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{0,2}', '*?', '+?');
const piece = fc.tuple(atom, quantifier).map(([a, q]) => (/^(?:\\b|\^|\$)$/.test(a) ? a : a + q));
const patternOf = (part: fc.Arbitrary<string>) => {
	const sequence = fc.array(part, {maxLength: 5}).map(parts => parts.join(''));
	return fc.array(sequence, {minLength: 1, maxLength: 3}).map(parts => parts.join('|'));
};
const pattern = patternOf(piece);
const lookingPattern = patternOf(fc.oneof({arbitrary: piece, weight: 2}, {arbitrary: look, weight: 1}));
const subject = fc
	.array(fc.constantFrom('a', 'b', 'c', 'A', '1', ' ', '_'), {maxLength: 10})
	.map(parts => parts.join(''));

test('on what both know, patterns match what JavaScript matches', () => {
	fc.assert(
		fc.property(pattern, subject, (source, text) => {
			const expected = new RegExp(source, 'i').test(text);
			assert.equal(matches(source, text), expected);
			const runs = requiredRuns(parsePattern(source));
			if (expected && runs !== undefined) assert.ok(runsFinder(runs)(text), `${source} in ${text}`);
			// A look-ahead at the front sends the same pattern through the backtracking matcher.
			assert.equal(matches(`(?=)(?:${source})`, text), expected);
		}),
		{numRuns: 3000},
	);
	fc.assert(
		fc.property(lookingPattern, subject, (source, text) => {
			const expected = new RegExp(source, 'i').test(text);
			assert.equal(matches(source, text), expected);
			const runs = requiredRuns(parsePattern(source));
			if (expected && runs !== undefined) assert.ok(runsFinder(runs)(text), `${source} in ${text}`);
		}),
		{numRuns: 3000},
	);
});
