/** ICMP Destination Unreachable (RFC 792, RFC 1122 3.2.2.1, RFC 1812 5.2.7.1) by code. */
const UNREACHABLE: readonly string[] = [
	'network unreachable',
	'host unreachable',
	'protocol unreachable',
	'port unreachable',
	'fragmentation needed',
	'source route failed',
	'network unknown',
	'host unknown',
	'source host isolated',
	'network administratively prohibited',
	'host administratively prohibited',
	'network unreachable for this type of service',
	'host unreachable for this type of service',
	'administratively prohibited',
	'host precedence violation',
	'precedence cut-off',
];

/** ICMPv6 Destination Unreachable (RFC 4443 3.1) by code. */
const UNREACHABLE6: readonly string[] = [
	'no route to destination',
	'administratively prohibited',
	'beyond the scope of the source address',
	'address unreachable',
	'port unreachable',
	'source address failed a policy',
	'route to destination rejected',
];

/** An ICMP error in words. */
export function icmpText(version: number, type: number, code: number): string {
	if (version === 6) {
		if (type === 1) return UNREACHABLE6[code] ?? `destination unreachable, code ${code}`;
		const names: Readonly<Record<number, string>> = {2: 'packet too big', 3: 'time exceeded', 4: 'parameter problem'};
		return names[type] ?? `ICMPv6 type ${type}`;
	}
	if (type === 3) return UNREACHABLE[code] ?? `destination unreachable, code ${code}`;
	const names: Readonly<Record<number, string>> = {
		4: 'source quench',
		5: 'redirect',
		11: 'time exceeded',
		12: 'parameter problem',
	};
	return names[type] ?? `ICMP type ${type}`;
}

/** The error says that the packet cannot be delivered, for whatever reason but its size. */
export function isRejection(version: number, type: number, code: number): boolean {
	if (version === 6) return type === 1 || type === 3;
	return (type === 3 && code !== 4) || type === 11;
}

/** The error says that the packet is too large for the path (RFC 1191, RFC 8201). */
export function isTooBig(version: number, type: number, code: number): boolean {
	return version === 6 ? type === 2 : type === 3 && code === 4;
}
