import {Resolver} from 'node:dns/promises';
import type {AddressTable} from '../analysis/tables/address-table.ts';
import {addressText} from '../report/format.ts';
import {isHostName} from './host-names.ts';

/** Questions under way at a time, how long one may take (milliseconds), and addresses that are asked for at most. */
const AT_ONCE = 16;
const TIMEOUT = 2000;
const MOST = 4096;
/** Answers that say that there is no name; other errors say that nobody answers. */
const NO_NAME: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA']);

/** Asks the DNS for the names of an address. Throws an error with a `code` where there is none. */
export type AskNames = (address: string) => Promise<readonly string[]>;

/** Learns the names of a capture's addresses from the DNS: the only thing that ever asks the network, with `--resolve`. */
export class NameResolver {
	readonly names: Map<string, string>;
	private readonly dns = new Resolver({timeout: TIMEOUT, tries: 1});
	private next = 0;
	private isAsking = false;
	/** Nobody answers, or nobody wants to know: there is no use in asking on. */
	private isGivenUp = false;

	/** @param known names that are not asked for, by address */
	constructor(
		known: ReadonlyMap<string, string>,
		private readonly ask: AskNames = address => this.dns.reverse(address),
	) {
		this.names = new Map(known);
	}

	/**
	 * Asks for the addresses that are new in the table. One call at a time does the work.
	 *
	 * @param onNames called when names were learnt, as often as they are
	 */
	async resolve(addresses: AddressTable, onNames: () => void = () => {}): Promise<void> {
		if (this.isAsking) return;
		this.isAsking = true;
		while (!this.isGivenUp && this.next < Math.min(addresses.length, MOST)) {
			const before = this.names.size;
			const until = Math.min(this.next + AT_ONCE, addresses.length, MOST);
			const round: Promise<boolean>[] = [];
			for (; this.next < until; this.next++) round.push(this.learn(addressText(addresses, this.next)));
			const answered = await Promise.all(round);
			this.isGivenUp ||= !answered.includes(true);
			if (this.names.size > before) onNames();
		}
		this.isAsking = false;
	}

	/** Asks no more: the program does not wait for answers that nobody will see. */
	close(): void {
		this.isGivenUp = true;
		this.dns.cancel();
	}

	/** True if there was an answer, be it that there is no name. */
	private async learn(address: string): Promise<boolean> {
		if (this.names.has(address)) return true;
		try {
			const name = (await this.ask(address)).find(isHostName);
			if (name !== undefined) this.names.set(address, name);
			return true;
		} catch (error) {
			return NO_NAME.has((error as NodeJS.ErrnoException).code ?? '');
		}
	}
}
