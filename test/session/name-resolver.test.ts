import assert from 'node:assert/strict';
import test from 'node:test';
import {AddressTable} from '../../source/analysis/tables/address-table.ts';
import {NameResolver} from '../../source/session/name-resolver.ts';

function addressTable(count: number): AddressTable {
	const addresses = new AddressTable();
	for (let n = 0; n < count; n++) addresses.intern(4, 0x0a000000 + n, 0, 0, 0);
	return addresses;
}

function failure(code: string): Error {
	return Object.assign(new Error(code), {code});
}

test('each address is asked for once, those that a file names not at all', async () => {
	const asked: string[] = [];
	const resolver = new NameResolver(new Map([['10.0.0.0', 'known']]), async address => {
		asked.push(address);
		if (address === '10.0.0.2') throw failure('ENOTFOUND');
		return [`host-${address.replaceAll('.', '-')}.example`];
	});
	const addresses = addressTable(3);
	let told = 0;
	await resolver.resolve(addresses, () => told++);
	await resolver.resolve(addresses, () => told++);
	assert.equal(told, 1);
	assert.deepEqual(asked, ['10.0.0.1', '10.0.0.2']);
	assert.deepEqual([...resolver.names.values()], ['known', 'host-10-0-0-1.example']);
});

test('a name with characters that no host name has is not shown', async () => {
	const resolver = new NameResolver(new Map(), async () => ['\u{1B}]0;owned\u{7}', 'fine.example']);
	await resolver.resolve(addressTable(1));
	assert.deepEqual([...resolver.names.values()], ['fine.example']);
});

test('where nobody answers, no more than one round is asked', async () => {
	let asked = 0;
	const resolver = new NameResolver(new Map(), async () => {
		asked++;
		throw failure('ETIMEOUT');
	});
	await resolver.resolve(addressTable(1000), assert.fail);
	assert.equal(asked, 16);
});

test('names are told as they are learnt, and none is asked for once nobody wants to know', async () => {
	const resolver = new NameResolver(new Map(), async address => [`host-${address.replaceAll('.', '-')}.example`]);
	const told: number[] = [];
	await resolver.resolve(addressTable(100), () => {
		told.push(resolver.names.size);
		if (told.length === 2) resolver.close();
	});
	assert.deepEqual(told, [16, 32]);
});
