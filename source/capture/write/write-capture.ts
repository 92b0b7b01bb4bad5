import {isClassic} from '../formats/classic-pcap.ts';
import {CaptureError} from '../problem.ts';
import {type CaptureFileFormat, formatNamed, wrongEnding} from './capture-endings.ts';
import {copyBlocks, copyClassic} from './copy-records.ts';
import {encodeClassic, encodePcapng} from './encode-records.ts';
import type {OutputTarget} from './output-target.ts';
import type {PacketSelection} from './packets.ts';
import {writePieces} from './write-pieces.ts';

/**
 * Writes packets to a new capture file, whole or not at all; the answer is its format. A name that ends in `.pcap` or
 * `.pcapng` says what it is to be; without an end it is what the captures are, and pcapng where there are several.
 * Records of one capture that stays what it is are copied as they are. Throws `CaptureError`, for a file that exists too
 * unless it may be overwritten.
 */
export async function writeCapture(selection: PacketSelection, target: OutputTarget): Promise<CaptureFileFormat> {
	const wrong = wrongEnding(target.path);
	if (wrong !== undefined) throw new CaptureError(`${target.path}: ${wrong}.`);
	const wasClassic = selection.files === 1 && isClassic(selection.bytes.read(0, 0, 4));
	const format = formatNamed(target.path) ?? (wasClassic ? 'pcap' : 'pcapng');
	await writePieces(piecesOf(selection, wasClassic, format === 'pcap'), target);
	return format;
}

function piecesOf(selection: PacketSelection, wasClassic: boolean, toClassic: boolean): Generator<Uint8Array> {
	if (selection.files === 1 && wasClassic === toClassic)
		return toClassic ? copyClassic(selection) : copyBlocks(selection);
	return toClassic ? encodeClassic(selection) : encodePcapng(selection);
}
