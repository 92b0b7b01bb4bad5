import type {CaptureTables} from '../../../analysis/tables/capture-tables.ts';
import {Analysis} from '../../../analysis/tables/packet-table.ts';
import {formatAddress} from '../../../dissect/address.ts';
import {askWithoutTcp, type BlockReader, type BlockTest, byRow, type MakeColumn} from '../column.ts';
import {streamTest} from '../number-tests.ts';

const TCP = 6;

/** The address of each row's sender, or of the other end: a row of the address table. */
function address({streams}: CaptureTables, ofSender: boolean): BlockReader {
	return (block, values) => {
		for (let i = 0; i < block.count; i++) {
			const id = block.stream[i]!;
			if (id < 0) continue;
			const chunk = streams.chunks[id >>> 13]!;
			const fromB = (block.analysis[i]! & Analysis.FROM_B) !== 0;
			values[i] = (fromB === ofSender ? chunk.addressB : chunk.addressA)[id & 8191]!;
		}
	};
}

/** Rows with TCP straight over this version of IP; a row without TCP may have any. */
function overVersion({streams, addresses}: CaptureTables, version: 4 | 6): BlockTest {
	return streamTest(askWithoutTcp, stream => addresses.version(streams.address(stream, 'client')) === version);
}

const endpoints =
	(version: 4 | 6, ...ofSender: readonly boolean[]): MakeColumn =>
	tables => ({
		kind: 'address',
		version,
		state: overVersion(tables, version),
		readers: ofSender.map(sender => address(tables, sender)),
		...(ofSender.length === 2 ? {ofStream: stream => bothAddresses(tables, stream)} : {}),
	});

function bothAddresses({streams}: CaptureTables, stream: number): readonly number[] {
	return [streams.address(stream, 'client'), streams.address(stream, 'server')];
}

/** The addresses as text, as which they stand where no names are looked up. */
const hosts =
	(version: 4 | 6, ...ofSender: readonly boolean[]): MakeColumn =>
	tables => ({
		kind: 'text',
		state: overVersion(tables, version),
		readers: ofSender.map(sender => address(tables, sender)),
		text: row => formatAddress(tables.addresses.words(row)),
	});

const number =
	(version: 4 | 6, read: (tables: CaptureTables) => (row: number) => number): MakeColumn =>
	tables => ({kind: 'number', state: overVersion(tables, version), readers: [byRow(read(tables))]});

const protocol =
	(version: 4 | 6): MakeColumn =>
	tables => ({kind: 'label', state: overVersion(tables, version)});

/** Fields of IP that the tables hold for TCP straight over one IP header. */
export const IP_COLUMNS: Readonly<Record<string, MakeColumn>> = {
	ip: protocol(4),
	'ip.src': endpoints(4, true),
	'ip.dst': endpoints(4, false),
	'ip.addr': endpoints(4, true, false),
	'ip.src_host': hosts(4, true),
	'ip.dst_host': hosts(4, false),
	'ip.host': hosts(4, true, false),
	'ip.id': number(
		4,
		({packets}) =>
			row =>
				packets.ipId(row),
	),
	'ip.ttl': number(
		4,
		({packets}) =>
			row =>
				packets.ttl(row),
	),
	'ip.proto': number(4, () => () => TCP),
	ipv6: protocol(6),
	'ipv6.src': endpoints(6, true),
	'ipv6.dst': endpoints(6, false),
	'ipv6.addr': endpoints(6, true, false),
	'ipv6.src_host': hosts(6, true),
	'ipv6.dst_host': hosts(6, false),
	'ipv6.host': hosts(6, true, false),
	'ipv6.hlim': number(
		6,
		({packets}) =>
			row =>
				packets.ttl(row),
	),
	'ipv6.version': number(6, () => () => 6),
};
