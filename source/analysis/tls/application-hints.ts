import type {TcpHeader} from '../../dissect/tcp-header.ts';
import type {CaptureTables} from '../tables/capture-tables.ts';
import type {StreamTracker} from '../tcp/stream-tracker.ts';

/** How far a conversation has come on its way to TLS. */
export const enum Step {
	NONE = 0,
	/** The client has asked for TLS, or for a tunnel. */
	ASKED = 1,
	ASKED_TUNNEL = 2,
	/** The next payload is TLS. */
	TLS = 3,
	/** A proxy has opened a tunnel: whatever comes next may be TLS. */
	TUNNEL = 4,
}

interface Upgrade {
	readonly ports: readonly number[];
	/** What the client sends, and what the server answers when it agrees. */
	readonly request: RegExp;
	readonly answer: RegExp;
}

/**
 * Protocols that turn to TLS in the middle (spec/tcp-analysis.md 14.3). The payload's first bytes are looked at as
 * Latin-1 text, so a character stands for a byte.
 */
const UPGRADES: readonly Upgrade[] = [
	{ports: [25, 587], request: /^STARTTLS\b/i, answer: /^220/},
	{ports: [143], request: /^\S+ STARTTLS\b/i, answer: /^\S+ OK\b/i},
	{ports: [110], request: /^STLS\b/i, answer: /^\+OK/},
	{ports: [119], request: /^STARTTLS\b/i, answer: /^382/},
	{ports: [21], request: /^AUTH (TLS|SSL)\b/i, answer: /^234/},
	{ports: [5222], request: /<starttls\b/, answer: /<proceed\b/},
	// SSLRequest of PostgreSQL's protocol, answered by one byte.
	{ports: [5432], request: /^\0\0\0\x08\x04\xd2\x16\x2f$/, answer: /^S$/},
	// The extended operation StartTLS (RFC 4511 4.14.1), and an extended response that says success.
	{ports: [389, 3268], request: /1\.3\.6\.1\.4\.1\.1466\.20037/, answer: /\x78.\x0a\x01\0/s},
	// TELNET option 46 (START_TLS): both sides say FOLLOWS.
	{ports: [23], request: /\xff\xfa\x2e\x01\xff\xf0/, answer: /\xff\xfa\x2e\x01\xff\xf0/},
];

const MYSQL = 3306;
const FTP = 21;
const RDP = 3389;
/** Ports on which HTTP is expected: a proxy may be asked for a tunnel. */
const HTTP_PORTS = new Set([80, 1080, 3128, 3132, 5985, 8080, 8088, 11371, 1900, 2869, 2710]);
const CONNECT_INITIAL = 0x43;
const HTTP_LINE = /^(?:[A-Z]{2,20} [^\r\n]+ HTTP\/1\.\d|HTTP\/1\.\d [^\r\n]*)\r?\n/;

/** How many bytes of a payload are looked at. */
const LOOK = 512;
const latin1 = new TextDecoder('latin1');

const HINT_PORTS = new Uint8Array(65_536);
for (const port of [MYSQL, FTP, ...HTTP_PORTS, ...UPGRADES.flatMap(upgrade => upgrade.ports)]) HINT_PORTS[port] = 1;

/** What other protocols' payloads tell: that TLS begins, or that another connection will come. */
export class ApplicationHints {
	constructor(
		private readonly tables: CaptureTables,
		private readonly tracker: StreamTracker,
	) {}

	/**
	 * Looks at a payload that is not TLS.
	 *
	 * @param isHttp the conversation was recognised as HTTP, on whatever port
	 * @returns the step that the conversation has come to
	 */
	look(step: Step, header: TcpHeader, bytes: Uint8Array, from: number, to: number, isHttp: boolean): Step {
		const fromServer = HINT_PORTS[header.sourcePort] === 1 && header.sourcePort <= header.destinationPort;
		const port = fromServer ? header.sourcePort : header.destinationPort;
		if (HINT_PORTS[port] === 0 && !isHttp) return step;
		const mayTunnel = isHttp || HTTP_PORTS.has(port);
		if (mayTunnel && step !== Step.ASKED_TUNNEL && bytes[from] !== CONNECT_INITIAL) return step;
		// Nothing is expected of a server that was not asked, but for FTP's.
		if (!mayTunnel && fromServer && step !== Step.ASKED && port !== FTP) return step;
		const text = latin1.decode(bytes.subarray(from, Math.min(to, from + LOOK)));
		if (port === FTP) this.lookForDataConnection(text, fromServer);
		if (mayTunnel) return lookForTunnel(step, text);
		if (port === MYSQL) return !fromServer && isMysqlSslRequest(text) ? Step.TLS : step;
		for (const upgrade of UPGRADES) {
			if (!upgrade.ports.includes(port)) continue;
			if (!fromServer && upgrade.request.test(text)) return Step.ASKED;
			if (fromServer && step === Step.ASKED && upgrade.answer.test(text)) return Step.TLS;
		}
		return step;
	}

	/** RFC 959 (227, PORT) and RFC 2428 (229, EPRT): the endpoint of a data connection to come. */
	private lookForDataConnection(text: string, fromServer: boolean): void {
		const {stream, fromB} = this.tracker;
		const chunk = this.tables.streams.chunks[stream >>> 13]!;
		const sender = (fromB ? chunk.addressB : chunk.addressA)[stream & 8191]!;
		const numbers = (
			fromServer
				? /^227.*?(?<!\d)(\d{1,3}),(\d+),(\d+),(\d+),(\d+),(\d+)/s
				: /^PORT (\d+),(\d+),(\d+),(\d+),(\d+),(\d+)/i
		)
			.exec(text)
			?.slice(1)
			.map(Number);
		if (numbers?.every(number => number <= 255)) {
			const [a, b, c, d, high, low] = numbers as [number, number, number, number, number, number];
			const address = this.tables.addresses.intern(4, (a << 24) | (b << 16) | (c << 8) | d, 0, 0, 0);
			this.tracker.announce(address, high * 256 + low);
		}
		const extended = (fromServer ? /^229[^(]*\(\|\|\|(\d+)\|/ : /^EPRT \|\d\|[^|]*\|(\d+)\|/i).exec(text);
		if (extended !== null) this.tracker.announce(sender, Number(extended[1]));
	}
}

/** MySQL's short first packet of a client that asks for TLS: 32 bytes, capability bit 0x0800. */
function isMysqlSslRequest(text: string): boolean {
	return text.startsWith('\x20\0\0\x01') && (text.charCodeAt(5) & 0x08) !== 0;
}

/** An HTTP proxy: CONNECT, then an answer that agrees (RFC 9110 9.3.6). */
function lookForTunnel(step: Step, text: string): Step {
	if (/^CONNECT [^\r\n]+ HTTP\/1\.\d\r?\n/.test(text)) return Step.ASKED_TUNNEL;
	return step === Step.ASKED_TUNNEL && /^HTTP\/1\.\d 2\d\d\b/.test(text) ? Step.TUNNEL : step;
}

/** Whether a payload begins with the first line of an HTTP/1 request or answer. */
export function isHttp(bytes: Uint8Array, from: number, to: number): boolean {
	const first = bytes[from]!;
	const A = 0x41;
	const Z = 0x5a;
	return first >= A && first <= Z && HTTP_LINE.test(latin1.decode(bytes.subarray(from, Math.min(to, from + LOOK))));
}

/**
 * On RDP's port what begins with TPKT (RFC 1006 6: version 3, then its length) stays with it: Wireshark does not show the
 * TLS that client and server may agree on in there.
 */
export function isTpkt({sourcePort, destinationPort}: TcpHeader, bytes: Uint8Array, from: number, to: number): boolean {
	if ((sourcePort !== RDP && destinationPort !== RDP) || to - from < 4) return false;
	return bytes[from] === 3 && bytes[from + 1] === 0 && ((bytes[from + 2]! << 8) | bytes[from + 3]!) >= 4;
}
