import type {CaptureInterface} from '../capture/capture-reader.ts';
import type {Problem} from '../capture/problem.ts';
import {AddressTable} from './address-table.ts';
import {PacketTable} from './packet-table.ts';
import {AnalysisDetailTable, TlsHandshakeTable, TlsRecordTable} from './side-tables.ts';
import {StreamTable} from './stream-table.ts';

/** Everything that the loading pass knows of a capture. The screen's copy shares the chunks of the worker's. */
export class CaptureTables {
	readonly packets = new PacketTable();
	readonly streams = new StreamTable();
	readonly addresses = new AddressTable();
	readonly tlsRecords = new TlsRecordTable();
	readonly tlsHandshakes = new TlsHandshakeTable();
	readonly analysisDetails = new AnalysisDetailTable();
	/** Server names, each once, as they came: sanitise before showing. At most 255 bytes each. */
	readonly names: string[] = [];
	readonly interfaces: CaptureInterface[] = [];
	readonly problems: Problem[] = [];
	/** Link types that were met and are not dissected: LINKTYPE_ number → packets. */
	readonly unknownLinkTypes = new Map<number, number>();
	/** Packets with TCP. */
	tcpPackets = 0;
}
