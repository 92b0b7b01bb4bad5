import type {CaptureFormat, CaptureInterface} from '../../capture/capture-reader.ts';
import type {Problem} from '../../capture/problem.ts';
import {AddressTable} from './address-table.ts';
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
	/** Server names, each once, as they came: sanitise before showing. At most 255 bytes each. */
	readonly names: string[] = [];
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
	private readonly nameIndex = new Map<string, number>();

	/** Index of a server name in `names`, added if it is new. For the loading thread. */
	internName(name: string): number {
		let index = this.nameIndex.get(name);
		if (index === undefined) {
			index = this.names.push(name) - 1;
			this.nameIndex.set(name, index);
		}
		return index;
	}
}
