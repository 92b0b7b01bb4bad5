import type {CaptureTables} from '../../analysis/tables/capture-tables.ts';
import {formatAddress} from '../../dissect/address.ts';
import {formatTimeOfDay} from '../../dissect/time.ts';
import type {DiagnosisContext} from '../context.ts';
import type {Evidence} from '../diagnosis.ts';
import {CLIENT, SERVER, type StreamFacts} from '../facts/stream-facts.ts';
import {spanText} from './amounts.ts';

/** What the sentences of a rule are made from: the stream's facts, and names for its ends and packets. */
export class Telling {
	/** `client 10.1.0.2:45868` and `server [2001:db8::1]:443`. */
	readonly client: string;
	readonly server: string;

	constructor(
		readonly tables: CaptureTables,
		readonly facts: StreamFacts,
		readonly context: DiagnosisContext,
	) {
		this.client = `client ${this.endpoint('client')}`;
		this.server = `server ${this.endpoint('server')}`;
	}

	/** An end by its index, with its role and address. */
	end(side: number): string {
		return side === CLIENT ? this.client : this.server;
	}

	/** The role alone. */
	role(side: number): 'client' | 'server' {
		return side === SERVER ? 'server' : 'client';
	}

	/** An address of the address table. */
	address(row: number): string {
		return formatAddress(this.tables.addresses.words(row));
	}

	/** Time of a row since the stream's first packet, in nanoseconds. */
	at(row: number): number {
		return this.tables.packets.nanosecondsBetween(this.facts.firstRow, row);
	}

	/** Time from one row to another, in words. */
	between(since: number, row: number): string {
		return spanText(this.tables.packets.nanosecondsBetween(since, row));
	}

	/** Time of day of a row, in UTC: `06:31:04`. */
	clock(row: number): string {
		return formatTimeOfDay(this.tables.packets.seconds(row));
	}

	/** Evidence in packet order; entries without a packet are left out. */
	evidence(...entries: readonly (readonly [row: number, text: string] | undefined)[]): readonly Evidence[] {
		return entries
			.filter(entry => entry !== undefined && entry[0] >= 0)
			.map(entry => ({row: entry![0], text: entry![1]}))
			.sort((a, b) => a.row - b.row);
	}

	private endpoint(side: 'client' | 'server'): string {
		const {streams, addresses} = this.tables;
		const address = streams.address(this.facts.stream, side);
		const text = this.address(address);
		const port = streams.port(this.facts.stream, side);
		return addresses.version(address) === 4 ? `${text}:${port}` : `[${text}]:${port}`;
	}
}
