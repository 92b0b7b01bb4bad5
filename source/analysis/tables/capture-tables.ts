import type {CaptureFormat, CaptureInterface} from '../../capture/capture-reader.ts';
import type {Problem} from '../../capture/problem.ts';
import {AddressTable} from './address-table.ts';
import {NameTable} from './name-table.ts';
import {PacketTable} from './packet-table.ts';
import {AnalysisDetailTable, IcmpErrorTable, TlsHandshakeTable, TlsRecordTable} from './side-tables.ts';
import {StreamTable} from './stream-table.ts';

/** Everything that the loading pass knows of a capture. The screen's copy shares the chunks of the worker's. */
export class CaptureTables {
	readonly packets = new PacketTable();
	readonly streams = new StreamTable();
	readonly addresses = new AddressTable();
	readonly tlsRecords = new TlsRecordTable();
	readonly tlsHandshakes = new TlsHandshakeTable();
	readonly analysisDetails = new AnalysisDetailTable();
	readonly icmpErrors = new IcmpErrorTable();
	readonly names = new NameTable();
	readonly interfaces: CaptureInterface[] = [];
	readonly problems: Problem[] = [];
	/** Link types that were met and are not dissected: LINKTYPE_ number → packets. */
	readonly unknownLinkTypes = new Map<number, number>();
	/** Row of a packet that completes an IP datagram → rows of all packets that brought its fragments. */
	readonly fragmentRows = new Map<number, readonly number[]>();
	/** Packets with TCP. */
	tcpPackets = 0;
	format: CaptureFormat = 'pcap';
	/** Bytes of the (decompressed) capture. */
	bytes = 0;
	private readonly told = new Set<string>();

	/** Row of a server name in `names`, added if it is new; -1 where there is no room. For the loading thread. */
	internName(name: Uint8Array): number {
		const row = this.names.intern(name, this.streams.length);
		if (row < 0) this.tellOfMemory('There are more server names than are kept: those that come later are not shown.');
		return row;
	}

	/** Says, once, what is not kept. For the loading thread. */
	tellOfMemory(message: string): void {
		if (this.told.has(message)) return;
		this.told.add(message);
		this.problems.push({kind: 'memory', message});
	}
}
