/** The secrets of one TLS session, as hexadecimal text: few of those in a log are ever asked for. */
export interface SessionSecrets {
	/** TLS 1.2 and older. */
	master?: string;
	/** TLS 1.3, by the label that the key log gives them. */
	clientEarly?: string;
	clientHandshake?: string;
	serverHandshake?: string;
	clientApplication?: string;
	serverApplication?: string;
}

/** Labels of the SSLKEYLOGFILE format (draft-ietf-tls-keylogfile) whose secrets protect records. */
const LABELS: Readonly<Record<string, keyof SessionSecrets>> = {
	CLIENT_RANDOM: 'master',
	CLIENT_EARLY_TRAFFIC_SECRET: 'clientEarly',
	CLIENT_HANDSHAKE_TRAFFIC_SECRET: 'clientHandshake',
	SERVER_HANDSHAKE_TRAFFIC_SECRET: 'serverHandshake',
	CLIENT_TRAFFIC_SECRET_0: 'clientApplication',
	SERVER_TRAFFIC_SECRET_0: 'serverApplication',
};

const LINE = /^([A-Z0-9_]+) ([0-9A-Fa-f]+) ([0-9A-Fa-f]+)$/;
/** Key exchange by RSA, looked up by other things than the client's random: known, and not used. */
const RSA_LINE = /^(?:RSA|PMS_CLIENT_RANDOM) /;
/** Bytes of a random, of the master secret, and of traffic secrets (SHA-256, SHA-384), as digits. */
const latin1 = new TextDecoder('latin1');
const RANDOM_DIGITS = 64;
const MASTER_DIGITS = 96;
const TRAFFIC_DIGITS = [64, 96];
/** No line of a key log is longer. */
const MAX_LINE = 1024;

/** Sessions of a key log that are remembered: the newest. Some 60 MB. */
export const MAX_SESSIONS = 65_536;

/** TLS secrets by the random of the ClientHello, from the text of key logs (SSLKEYLOGFILE). */
export class KeyLog {
	/** Lines so far; those that make no sense, and the number of the first of them. */
	lines = 0;
	badLines = 0;
	firstBadLine = 0;
	/** Sessions that were forgotten to make room for newer ones. */
	forgotten = 0;
	private readonly sessions = new Map<string, SessionSecrets>();
	/** A line whose end has not come yet. */
	private rest = '';

	/** @param more adds what has been appended to a log that grows; true if that is anything */
	constructor(private readonly more?: (log: KeyLog) => boolean) {}

	/** Sessions that have secrets. */
	get size(): number {
		return this.sessions.size;
	}

	/** Whether asking for secrets makes sense: there are some, or there may be. */
	get isOpen(): boolean {
		return this.sessions.size > 0 || this.more !== undefined;
	}

	/** Adds a piece of a log. A line may go on in the next piece. */
	add(text: string): void {
		const lines = (this.rest + text).split('\n');
		this.rest = lines.pop()!.slice(0, MAX_LINE + 1);
		for (const line of lines) this.addLine(line);
	}

	/** Takes a last line that has no line end. */
	endText(): void {
		if (this.rest !== '') this.addLine(this.rest);
		this.rest = '';
	}

	/** Adds a whole log. */
	addWhole(bytes: Uint8Array): void {
		for (const line of latin1.decode(bytes).split('\n')) this.addLine(line);
	}

	/** Secrets of the session whose ClientHello had this random, as lower-case hexadecimal digits. */
	find(clientRandom: string): SessionSecrets | undefined {
		const known = this.sessions.get(clientRandom);
		if (known !== undefined || this.more === undefined || !this.more(this)) return known;
		return this.sessions.get(clientRandom);
	}

	private addLine(line: string): void {
		this.lines++;
		const text = line.length > MAX_LINE ? '?' : line.trim();
		if (text === '' || text.startsWith('#') || RSA_LINE.test(text)) return;
		const [, label = '', random = '', secret = ''] = LINE.exec(text) ?? [];
		const name = Object.hasOwn(LABELS, label) ? LABELS[label] : undefined;
		const isWellFormed = name === undefined ? label !== '' : hasLength(name, secret);
		if (!isWellFormed || random.length !== RANDOM_DIGITS) {
			this.badLines++;
			if (this.badLines === 1) this.firstBadLine = this.lines;
		} else if (name !== undefined) this.sessionOf(random.toLowerCase())[name] = secret;
	}

	private sessionOf(random: string): SessionSecrets {
		let session = this.sessions.get(random);
		if (session === undefined) {
			if (this.sessions.size === MAX_SESSIONS) {
				for (const oldest of this.sessions.keys()) {
					this.sessions.delete(oldest);
					break;
				}
				this.forgotten++;
			}
			session = {};
			this.sessions.set(random, session);
		}
		return session;
	}
}

function hasLength(name: keyof SessionSecrets, secret: string): boolean {
	return name === 'master' ? secret.length === MASTER_DIGITS : TRAFFIC_DIGITS.includes(secret.length);
}
