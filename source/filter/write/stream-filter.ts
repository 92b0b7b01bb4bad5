import type {AddressTable} from '../../analysis/tables/address-table.ts';
import type {Side} from '../../analysis/tables/stream-table.ts';
import {formatAddress} from '../../dissect/address.ts';

/** What streams have in common. */
export interface StreamTraits {
	/** Id of the verdict. */
	readonly verdict?: string;
	/** Row of the address table, and the port where it matters. */
	readonly server?: {readonly address: number; readonly port: number};
	readonly client?: {readonly address: number};
	/** No payload either way. */
	readonly empty?: boolean;
}

/** The filter that the packets of such streams pass, as a user would type it. Empty without traits. */
export function streamFilter({verdict, server, client, empty}: StreamTraits, addresses: AddressTable): string {
	return [
		...(verdict === undefined ? [] : [`conn.verdict == "${verdict}"`]),
		...(client === undefined ? [] : [addressTest('client', client.address, addresses)]),
		...(server === undefined
			? []
			: [addressTest('server', server.address, addresses), `conn.server.port == ${server.port}`]),
		...(empty === true ? ['conn.bytes == 0'] : []),
	].join(' && ');
}

function addressTest(side: Side, address: number, addresses: AddressTable): string {
	const field = addresses.version(address) === 4 ? 'address' : 'address6';
	return `conn.${side}.${field} == ${formatAddress(addresses.words(address))}`;
}
