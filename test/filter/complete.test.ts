import assert from 'node:assert/strict';
import test from 'node:test';
import {complete} from '../../source/filter/complete.ts';
import {highlight} from '../../source/filter/highlight.ts';
import {withStreamFields} from '../../source/filter/stream-fields.ts';
import {registry as packetFields} from './support.ts';

const registry = withStreamFields(packetFields);

/** What is offered where `|` stands. */
function offered(marked: string): readonly string[] {
	const caret = marked.indexOf('|');
	return complete(marked.replace('|', ''), caret, registry).offers.map(({text}) => text);
}

test('a prefix offers the field before its children', () => {
	const [first, ...rest] = offered('tcp.fl|');
	assert.equal(first, 'tcp.flags');
	assert.ok(rest.includes('tcp.flags.syn'));
});

test('behind a dot come the segments that may follow', () => {
	const names = offered('tcp.analysis.|');
	assert.ok(names.includes('tcp.analysis.retransmission'));
	assert.ok(names.every(name => name.startsWith('tcp.analysis.') || name.includes('tcp.analysis.')));
});

test('of names that begin alike the one in common use comes first', () => {
	assert.deepEqual(offered('tcp.flags.r|').slice(0, 2), ['tcp.flags.reset', 'tcp.flags.res']);
});

test('segments may be abbreviated', () => {
	assert.ok(offered('t.f.s|').includes('tcp.flags.syn'));
});

test('stream fields are completed beside packet fields', () => {
	assert.equal(offered('tcp.port == 80 and conn.v|')[0], 'conn.verdict');
});

test('after a field come the operators of its type', () => {
	assert.equal(offered('tcp.flags.syn |')[0], '== 1');
	assert.deepEqual(offered('tcp.analysis.flags |'), ['and', 'or']);
	assert.ok(offered('tcp.payload |').includes('contains'));
	assert.ok(!offered('tcp.port |').includes('contains'));
});

test('after an operator come the names of values', () => {
	assert.ok(offered('ip.proto == |').includes('"TCP"'));
	assert.deepEqual(offered('tls.alert_message.level == "fa|'), ['"Fatal"']);
});

test('values that occur in the capture come first', () => {
	const values = () => [{text: '"idle-client-reset"', description: '12 streams'}];
	const {offers, from, to} = complete('conn.verdict == "id', 19, registry, values);
	assert.equal(offers[0]?.text, '"idle-client-reset"');
	assert.deepEqual([from, to], [16, 19]);
});

test('a set is opened, filled and closed', () => {
	assert.deepEqual(offered('tcp.port in |'), ['{']);
	assert.deepEqual(offered('tcp.port in {80 |'), [',', '..', '}']);
	assert.deepEqual(offered('tcp.port in {80} |'), ['and', 'or']);
});

test('patterns, slices and layers offer their forms', () => {
	assert.deepEqual(offered('frame matches |'), ['r"']);
	assert.ok(offered('frame[|').includes('0:4'));
	assert.ok(offered('ip.addr#|').includes('[-1]'));
});

test('a function takes the fields that fit it', () => {
	const fields = offered('upper(tcp.|');
	assert.ok(fields.includes('tcp.flags.str'));
	assert.ok(!fields.includes('tcp.port'));
});

test('after any and all come fields with several values first', () => {
	assert.equal(offered('any ip.a|')[0], 'ip.addr');
});

test('an offer replaces the word at the caret and nothing else', () => {
	const {from, to} = complete('tcp.po == 80', 6, registry);
	assert.deepEqual([from, to], [0, 6]);
});

test('every token is coloured by what it is', () => {
	const text = 'len(tcp.payload) > 5 and foo == "x"';
	const classes = highlight(text, registry).map(({from, to, class: name}) => [text.slice(from, to), name]);
	assert.deepEqual(classes, [
		['len', 'function'],
		['(', 'punctuation'],
		['tcp.payload', 'field'],
		[')', 'punctuation'],
		['>', 'operator'],
		['5', 'value'],
		['and', 'operator'],
		['foo', 'value'],
		['==', 'operator'],
		['"x"', 'string'],
	]);
});

test('a macro call is one thing, whatever is in it', () => {
	const text = `$\{private_ipv4:ip.src} or tcp`;
	const [first] = highlight(text, registry);
	assert.deepEqual(first, {from: 0, to: 22, class: 'macro'});
});
