import assert from 'node:assert/strict';
import test from 'node:test';
import type {Base} from '../../source/dissect/field.ts';
import {allFields, fieldNamed} from '../../source/dissect/registry.ts';
import {sharedTable} from '../support/captures/shared-files.ts';

test('every field of the reference list is known, with its type, kind and number of occurrences', t => {
	const listed = sharedTable(t, 'fields.tsv');
	if (listed === undefined) return;
	const reference = listed.map(({name, type, kind, multi}) => ({name, type, kind, multi}));
	const ours = listed.map(({name}) => {
		const field = fieldNamed(name);
		return {name, type: field?.type, kind: field?.kind, multi: field?.multi ?? ''};
	});
	assert.deepEqual(ours, reference);
});

/** Fields beyond the reference list, as `tshark -G fields` (4.0.17) tells of them. */
const ADDED = [
	['tls.handshake.random', 'FT_BYTES', 'none'],
	['tls.handshake.session_id_length', 'FT_UINT16', 'dec'],
	['tls.handshake.session_id', 'FT_BYTES', 'none'],
	['tls.handshake.extensions_supported_group', 'FT_UINT16', 'hex'],
	['tls.handshake.extensions_key_share_group', 'FT_UINT16', 'dec'],
	['tls.handshake.ja3_full', 'FT_STRING', 'none'],
	['tls.handshake.ja3', 'FT_STRING', 'none'],
	['tls.handshake.ja3s_full', 'FT_STRING', 'none'],
	['tls.handshake.ja3s', 'FT_STRING', 'none'],
	['tls.handshake.certificates_length', 'FT_UINT24', 'dec'],
	['tls.handshake.certificate_length', 'FT_UINT24', 'dec'],
	['tls.handshake.certificate', 'FT_BYTES', 'none'],
] as const;

test('what TLS has beyond the reference list is of the types and bases that tshark has for it', () => {
	for (const [name, type, base] of ADDED) {
		const field = fieldNamed(name)!;
		assert.deepEqual([field.type, field.base, field.kind], [type, base, 'field'], name);
	}
});

test('no other field is known that the reference list does not have, and none twice', t => {
	const listed = sharedTable(t, 'fields.tsv');
	if (listed === undefined) return;
	const names = [...listed.map(field => field.name), ...ADDED.map(([name]) => name)];
	assert.deepEqual(allFields.map(field => field.name).sort(), names.sort());
});

test('numbers are shown in the base, and booleans in the width, of the reference list', t => {
	const listed = sharedTable(t, 'fields.tsv');
	if (listed === undefined) return;
	for (const {name, base} of listed) {
		const field = fieldNamed(name)!;
		const width = /^(\d+) bits$/.exec(base)?.[1];
		assert.equal(field.width, width === undefined ? undefined : Number(width), `width of ${name}`);
		assert.equal(field.base, width === undefined ? baseOf(base) : 'none', `base of ${name}`);
	}
});

/** Bases of our own for those that only Wireshark's tables of names need. */
function baseOf(base: string): Base {
	const special: Readonly<Record<string, Base>> = {BASE_PT_TCP: 'dec', BASE_OUI: 'dec', BASE_CUSTOM: 'dec'};
	return special[base] ?? (base.replace('BASE_', '').toLowerCase() as Base);
}

test('a field has names of values where the reference list has them, and filters take them unless they are computed', t => {
	const listed = sharedTable(t, 'fields.tsv');
	if (listed === undefined) return;
	for (const {name, values} of listed) {
		const field = fieldNamed(name)!;
		assert.equal(field.values !== undefined, values !== '', `names of the values of ${name}`);
		assert.equal(
			field.valuesInFilters === false,
			values === 'range' || values === 'custom',
			`names of ${name} in filters`,
		);
		const pair = /^bool:(.*)\/(.*)$/.exec(values);
		if (pair?.[1] !== undefined && !pair[0].includes('unicast'))
			assert.deepEqual([field.values?.get(1), field.values?.get(0)], [pair[1], pair[2]], name);
	}
});

test('the protocol numbers that people type by name are those of IANA', () => {
	const protocols = fieldNamed('ip.proto')!.values!;
	assert.deepEqual(
		[1, 6, 17, 58, 132].map(number => protocols.get(number)),
		['ICMP', 'TCP', 'UDP', 'ICMPv6', 'SCTP'],
	);
	assert.equal(fieldNamed('eth.type')!.values!.get(0x86dd), 'IPv6');
	assert.equal(fieldNamed('tls.alert_message.desc')!.values!.get(48), 'Unknown CA');
	assert.equal(fieldNamed('tls.handshake.type')!.values!.get(2), 'Server Hello');
});

test('names that do not exist are not found', () => {
	assert.equal(fieldNamed('tcp.flags.rst'), undefined);
	assert.equal(fieldNamed('constructor'), undefined);
});

test('every field has a description of one short line', () => {
	for (const field of allFields) assert.match(field.description, /^\S.{0,99}$/, field.name);
});
