import assert from 'node:assert/strict';
import test from 'node:test';
import {LINK_TYPES, linkTypeName} from '../../source/capture/link-types.ts';

// frame.encap_type as TShark 4.0.17 prints it for a file of each link type.
const measured: readonly (readonly [number, string, number])[] = [
	[0, 'NULL', 15],
	[1, 'ETHERNET', 1],
	[9, 'PPP', 4],
	[101, 'RAW', 7],
	[104, 'C_HDLC', 28],
	[105, 'IEEE802_11', 20],
	[108, 'LOOP', 174],
	[113, 'LINUX_SLL', 25],
	[127, 'IEEE802_11_RADIOTAP', 23],
	[228, 'IPV4', 129],
	[229, 'IPV6', 130],
	[239, 'NFLOG', 141],
	[242, 'IPOIB', 180],
	[276, 'LINUX_SLL2', 210],
];

test('link types have the names of the LINKTYPE_ list and the numbers of frame.encap_type', () => {
	for (const [number, name, encapType] of measured) {
		const linkType = LINK_TYPES.get(number);
		assert.deepEqual([linkType?.name, linkType?.encapType], [name, encapType]);
	}
});

test('each link type stands in the table once, with a description', () => {
	const names = [...LINK_TYPES.values()].map(linkType => linkType.name);
	assert.equal(new Set(names).size, names.length);
	for (const {description} of LINK_TYPES.values()) assert.ok(description.length > 0);
});

test('a link type without a row is named by its number', () => {
	assert.equal(linkTypeName(1), 'ETHERNET');
	assert.equal(linkTypeName(300), 'LINKTYPE_300');
});
