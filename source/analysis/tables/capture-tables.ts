import type {CaptureFormat, CaptureInterface} from '../../capture/capture-reader.ts';
import type {Problem} from '../../capture/problem.ts';
import {AddressTable} from './address-table.ts';
import {PacketTable} from './packet-table.ts';
import {AnalysisDetailTable, IcmpErrorTable, TlsHandshakeTable, TlsRecordTable} from './side-tables.ts';
import {StreamTable} from './stream-table.ts';

/** Server names take no more, in bytes: about a million of them as they are, and each may have 255 in a hostile capture. */
const MAX_NAME_BYTES = 64 * 1024 * 1024;
/** What a name takes beside its letters. */
const NAME_COST = 64;

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
	private hasForgottenNames = false;
	private readonly nameIndex = new Map<string, number>();

	/** Memory that the names take. */
	private nameBytes = 0;

	/** Index of a server name in `names`, added if it is new; -1 where there is no room. For the loading thread. */
	internName(name: string): number {
		const known = this.nameIndex.get(name);
		if (known !== undefined) return known;
		if (this.nameBytes > MAX_NAME_BYTES) {
			this.noteForgottenNames();
			return -1;
		}
		this.nameBytes += name.length + NAME_COST;
		const index = this.names.push(name) - 1;
		this.nameIndex.set(name, index);
		return index;
	}

	private noteForgottenNames(): void {
		if (this.hasForgottenNames) return;
		this.hasForgottenNames = true;
		const many = this.names.length.toLocaleString('en');
		const message = `There are more than ${many} server names: those that come after them are not shown.`;
		this.problems.push({kind: 'memory', message});
	}
}
