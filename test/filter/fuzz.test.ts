import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {CaptureTables} from '../../source/analysis/tables/capture-tables.ts';
import {checkFilter} from '../../source/filter/check/checker.ts';
import {compileFilter} from '../../source/filter/compiler.ts';
import {complete} from '../../source/filter/complete.ts';
import {highlight} from '../../source/filter/highlight.ts';
import {withStreamFields} from '../../source/filter/stream-fields.ts';
import {registry as packetFields} from './support.ts';

const registry = withStreamFields(packetFields);
const runs = Number(process.env['FUZZ_RUNS'] ?? 10_000);

const SEEDS = [
	'tcp.flags.syn == 1 && tcp.port in {80, 443, 8000..8999} or not ip.addr == 10.0.0.0/8',
	'(tcp.flags.fin == 1 || tcp.flags.reset == 1) and frame[0:6] == ff:ff:ff:ff:ff:ff',
	'any len(tcp.payload[-4:]) >= 2 and lower(tls.handshake.extensions_server_name) matches r"^www\\.(a|b)+$"',
	'{tcp.srcport + 1} * 2 == max(80, tcp.dstport) and ip.src#[1-2] !== 10.0.0.1 < 10.0.0.2',
	'conn.verdict == "idle-client-reset" && conn.idle_max > 60 or ipv6.addr == fe80::1%3',
	`frame.time >= "2026-01-01 00:00:00" or tcp.stream == $\{tcp.stream} and $\{private_ipv4:ip.src}`,
	'tcp.port == \'P\' or tls.record.content_type == "Alert" xor frame contains 47:45:54',
];
const PIECES = SEEDS.flatMap(seed => seed.split(/(\s+|[()[\]{},#$"'.:=<>!&|+*/%~-])/)).concat([
	'constructor',
	'__proto__',
	'\0',
	'é',
	'😀',
	'\\',
	'\\x',
	'${',
	'..',
	'`',
]);

const random = fc.oneof(
	fc.string({maxLength: 60, unit: 'binary'}),
	fc.array(fc.constantFrom(...PIECES), {maxLength: 40}).map(parts => parts.join('')),
	fc
		.tuple(
			fc.constantFrom(...SEEDS),
			fc.array(fc.tuple(fc.nat(100), fc.nat(6), fc.constantFrom(...PIECES)), {maxLength: 4}),
		)
		.map(([seed, edits]) =>
			edits.reduce((text, [at, gone, put]) => text.slice(0, at) + put + text.slice(at + gone), seed),
		),
);

test('whatever is typed, there is an answer, and every problem has its place in the text', () => {
	const tables = new CaptureTables();
	fc.assert(
		fc.property(random, fc.nat(80), (text, caret) => {
			const checked = checkFilter(text, registry);
			for (const {from, to, message} of [...checked.problems, ...checked.warnings]) {
				assert.ok(from >= 0 && from <= to && to <= text.length, `${from}…${to} of ${text.length}`);
				assert.ok(message.length > 0);
			}
			if (checked.problems.length === 0) compileFilter(checked, tables);
			if (caret % 4 > 0) return;
			const {from, to} = complete(text, Math.min(caret, text.length), registry);
			assert.ok(from >= 0 && from <= to && to <= text.length);
			for (const span of highlight(text, registry)) assert.ok(span.from < span.to && span.to <= text.length);
		}),
		{numRuns: runs},
	);
});

test('a text of a hundred thousand brackets, negations or signs is refused, not fatal', () => {
	for (const part of ['(', '{', '!', 'not ', '-', '[', 'max(', 'tcp[0', '1+', 'a and ', '"', '${', 'tcp in {', '#'])
		assert.ok(checkFilter(part.repeat(100_000 / part.length), registry).problems.length > 0, part);
	const sum = `tcp.port == ${'1 + '.repeat(50)}1`;
	assert.deepEqual(checkFilter(sum, registry).problems, []);
});

test('a thousand tests in a row are no nesting', () => {
	const text = 'tcp and ip or '.repeat(1000);
	assert.deepEqual(checkFilter(`${text}tcp`, registry).problems, []);
});
