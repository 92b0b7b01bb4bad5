import {extname} from 'node:path';

/** What a capture can be written as. */
export type CaptureFileFormat = 'pcap' | 'pcapng';

/** Ends of names of capture files, and what such a file is. */
const ENDINGS: Readonly<Record<string, CaptureFileFormat>> = {
	'.pcap': 'pcap',
	'.pcapng': 'pcapng',
	'.cap': 'pcap',
	'.dmp': 'pcap',
	'.ntar': 'pcapng',
};

/** The format that the end of a file's name asks for; undefined where it asks for none. */
export function formatNamed(path: string): CaptureFileFormat | undefined {
	return ENDINGS[endingOf(path)];
}

/** Why a capture is not written to a file of that name; undefined if it is. A name without an end may be of either format. */
export function wrongEnding(path: string): string | undefined {
	const ending = endingOf(path);
	if (ending === '' || Object.hasOwn(ENDINGS, ending)) return undefined;
	const reason = ending === '.gz' ? 'captures are not compressed when they are written' : `${ending} is no capture`;
	return `${reason}: a name that ends in .pcap, .cap or .dmp makes a pcap file, one in .pcapng a pcapng file`;
}

function endingOf(path: string): string {
	return extname(path).toLowerCase();
}
