import {readFileSync} from 'node:fs';
import {isIP, SocketAddress} from 'node:net';
import {CaptureError} from '../capture/problem.ts';

const SYSTEM_HOSTS = '/etc/hosts';
/** Names are shown: those of other characters than host names have (RFC 1123 2.1, and the underscore) are left out. */
const HOST_NAME = /^[\w.-]{1,253}$/;

/** Whether a name may be shown as that of a host. */
export function isHostName(name: string): boolean {
	return HOST_NAME.test(name);
}

/**
 * Names of hosts by their addresses, from the system's hosts file and another one, which goes before it. Throws `CaptureError` if the file that the user named cannot be read.
 */
export function readHostNames(file?: string): ReadonlyMap<string, string> {
	const names = parseHosts(readHosts(SYSTEM_HOSTS) ?? '');
	if (file === undefined) return names;
	const text = readHosts(file);
	if (text === undefined) throw new CaptureError(`${file} cannot be read: name a file in the format of /etc/hosts.`);
	return new Map([...names, ...parseHosts(text)]);
}

function readHosts(path: string): string | undefined {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return undefined;
	}
}

/** First name of each address of a hosts file: `address name…`, `#` begins a comment (hosts(5)). */
export function parseHosts(text: string): ReadonlyMap<string, string> {
	const names = new Map<string, string>();
	for (const line of text.split('\n')) {
		const [address = '', name = ''] = line.replace(/#.*/, '').trim().split(/\s+/);
		const version = isIP(address);
		if (version === 0 || address.includes('%') || !isHostName(name)) continue;
		const key = new SocketAddress({address, family: version === 6 ? 'ipv6' : 'ipv4'}).address;
		if (!names.has(key)) names.set(key, name);
	}
	return names;
}
