import {isClassic} from '../formats/classic-pcap.ts';
import {copyBlocks, copyClassic} from './copy-records.ts';
import {encodeClassic, encodePcapng} from './encode-records.ts';
import type {PacketSelection} from './packets.ts';
import {writePieces} from './write-pieces.ts';

/**
 * Writes packets to a new capture file, whole or not at all. A name that ends in `.pcap` or `.pcapng` says what it is to
 * be; otherwise it is what the captures are, and pcapng where there are several. Records of one capture that stays what
 * it is are copied as they are. Throws `CaptureError`, for a file that exists too unless `force` is set.
 */
export async function writeCapture(selection: PacketSelection, path: string, force: boolean): Promise<void> {
	await writePieces(piecesOf(selection, path), path, force);
}

function piecesOf(selection: PacketSelection, path: string): Generator<Uint8Array> {
	const isSingle = selection.files === 1;
	const wasClassic = isSingle && isClassic(selection.bytes.read(0, 0, 4));
	const wanted = /\.(pcap|cap|dmp)$/i.test(path) ? 'pcap' : /\.(pcapng|ntar)$/i.test(path) ? 'pcapng' : undefined;
	const toClassic = wanted === undefined ? wasClassic : wanted === 'pcap';
	if (isSingle && wasClassic === toClassic) return toClassic ? copyClassic(selection) : copyBlocks(selection);
	return toClassic ? encodeClassic(selection) : encodePcapng(selection);
}
