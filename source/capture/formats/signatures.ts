interface Signature {
	/** How the file starts: a string of Latin-1 characters. */
	readonly start: string;
	/** What it is and what to do, behind the file's name; `%` stands for its path. */
	readonly advice: string;
}

/** What people open by mistake, or in a form that has to be changed first. */
const SIGNATURES: readonly Signature[] = [
	{start: '\x28\xb5\x2f\xfd', advice: 'is compressed with zstd: use "zstd -dc % | tcpwhy -"'},
	{start: '\xfd7zXZ\0', advice: 'is compressed with xz: use "xz -dc % | tcpwhy -"'},
	{start: '\x04\x22\x4d\x18', advice: 'is compressed with lz4: use "lz4 -dc % | tcpwhy -"'},
	{start: 'BZh', advice: 'is compressed with bzip2: use "bzip2 -dc % | tcpwhy -"'},
	{start: 'PK\x03\x04', advice: 'is a zip archive: use "unzip -p % | tcpwhy -"'},
	{start: '7z\xbc\xaf\x27\x1c', advice: 'is a 7z archive: use "7z x -so % | tcpwhy -"'},
	{start: '\x1f\x8b', advice: 'is compressed twice: use "gzip -dc % | tcpwhy -"'},
	{start: 'snoop\0\0\0', advice: 'is a snoop capture: convert it with "editcap -F pcap % converted.pcap"'},
	{start: 'btsnoop\0', advice: 'is a Bluetooth capture (btsnoop): there is no TCP in it to look at'},
	{start: 'GMBU', advice: 'is a Network Monitor capture: convert it with "editcap -F pcap % converted.pcap"'},
	{start: 'RTSS', advice: 'is a Network Monitor capture: convert it with "editcap -F pcap % converted.pcap"'},
	{start: 'TRSNIFF data', advice: 'is a Sniffer capture: convert it with "editcap -F pcap % converted.pcap"'},
	{start: 'iptrace ', advice: 'is an AIX iptrace: convert it with "editcap -F pcap % converted.pcap"'},
	{start: '\x7fELF', advice: 'is a program (ELF), not a capture: name a pcap or pcapng file'},
];

/** What a file that is no capture looks like and what to do about it: one line. `path` is missing for a stream. */
export function describeForeignFile(head: Uint8Array, name: string, path?: string): string {
	const start = Buffer.from(head.buffer, head.byteOffset, head.length).toString('latin1');
	const known = SIGNATURES.find(signature => start.startsWith(signature.start));
	if (known) return `${name} ${known.advice.replace('%', () => (path === undefined ? 'FILE' : shellWord(path)))}.`;
	if (looksLikeText(head))
		return `${name} is text, not a capture: write packets with "tcpdump -w FILE" and open that file.`;
	return `${name} is not a capture that tcpwhy knows: it reads pcap and pcapng, also in gzip.`;
}

function shellWord(path: string): string {
	return /^[\w./+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

function looksLikeText(head: Uint8Array): boolean {
	return head.every(byte => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d || byte === 0x1b);
}
