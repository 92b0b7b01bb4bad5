import {isPlainSuite} from '../hello.ts';
import {type CipherParameters, cipherParameters} from './cipher-parameters.ts';
import {DirectionKeys, type MakeProtection} from './direction-keys.ts';
import type {KeyLog, SessionSecrets} from './key-log.ts';
import {keyBlock, nextTrafficSecret, RETRY_RANDOM, trafficKeys} from './key-schedule.ts';
import {AeadProtection, CbcProtection, EitherProtection, type RecordProtection} from './record-protection.ts';

const APPLICATION_DATA = 23;
const TLS1 = 0x0301;
const TLS11 = 0x0302;
const TLS12 = 0x0303;
const TLS13 = 0x0304;
const IV_LENGTH = 16;
/** Suites that early data may be under: which of them is agreed later, or not in this connection. */
const EARLY_SUITES = [0x1301, 0x1302, 0x1303];
const NOTHING = new Uint8Array(0);

/** Index of a direction: by the role of its sender. */
export type Role = 0 | 1;
const CLIENT = 0;
const SERVER = 1;

/** What a ServerHello settles. */
export interface ServerChoice {
	/** 0x0301 to 0x0304; others are not decrypted. */
	readonly version: number;
	readonly cipherSuite: number;
	readonly random: Uint8Array;
	readonly encryptThenMac: boolean;
}

/**
 * Decrypts the records of one connection, as far as a key log has its secrets and the capture its handshake. Of TLS 1.2
 * and older only alerts and handshake messages are, since the types of all records can be read there.
 */
export class RecordDecryptor {
	/** Of the record that was opened last. */
	contentType = 0;
	content: Uint8Array = NOTHING;
	/** The suite of a connection whose secrets are of no use here: its cipher or version is not decrypted; -1 for none. */
	unsupportedSuite = -1;
	private clientRandom: Uint8Array = NOTHING;
	private hasEarlyData = false;
	private isTls13 = false;
	/** TLS 1.2: the keys that hold from a side's next ChangeCipherSpec on. */
	private pending: readonly MakeProtection[] = [];
	/** The client's early data, until it ends. */
	private early: DirectionKeys | undefined;
	private readonly directions: (DirectionKeys | undefined)[] = [undefined, undefined];

	constructor(
		private readonly keyLog: KeyLog,
		/** tcp.stream, for messages. */
		readonly stream: number,
	) {}

	/** The keys in use, by role. */
	get keys(): readonly (DirectionKeys | undefined)[] {
		return this.directions;
	}

	/** Whether the content of records is of use. */
	get isActive(): boolean {
		return [this.early, ...this.directions].some(keys => keys !== undefined && !keys.isWithoutSecrets);
	}

	/** @param random 32 bytes, kept as they are */
	clientHello(random: Uint8Array, hasEarlyData: boolean): void {
		this.clientRandom = random;
		this.hasEarlyData = hasEarlyData;
		this.early = hasEarlyData ? new DirectionKeys(makeEarly(this.secretsOf(hex(random))), false) : undefined;
	}

	serverHello(choice: ServerChoice): void {
		if (hex(choice.random) === RETRY_RANDOM || this.clientRandom.length === 0) return;
		const parameters = cipherParameters(choice.cipherSuite);
		const isKnownVersion = choice.version >= TLS1 && choice.version <= TLS13;
		if (parameters === undefined || !isKnownVersion) {
			const isKnown = this.keyLog.find(hex(this.clientRandom)) !== undefined;
			if (isKnown && !isPlainSuite(choice.cipherSuite)) this.unsupportedSuite = choice.cipherSuite;
			return;
		}
		const find = this.secretsOf(hex(this.clientRandom));
		this.isTls13 = choice.version === TLS13;
		const makers = [CLIENT, SERVER].map(role =>
			this.isTls13
				? makeTls13(find, choice.cipherSuite, role as Role)
				: makeTls12(find, this.clientRandom, choice, role as Role),
		);
		if (this.isTls13) {
			for (const role of [CLIENT, SERVER] as const)
				this.directions[role] = new DirectionKeys(makers[role]!, role === CLIENT && this.hasEarlyData);
		} else this.pending = makers;
	}

	/** TLS 1.2: what the side sends from here on is encrypted with the keys last agreed. */
	changeCipherSpec(role: Role): void {
		const make = this.pending[role];
		if (make !== undefined && !this.isTls13) this.directions[role] = new DirectionKeys(make, false);
	}

	/** The client's next records are under the keys of the handshake (RFC 8446 4.5). */
	endOfEarlyData(): void {
		this.early = undefined;
	}

	/** TLS 1.3: behind the Finished of its handshake a side uses its application secret (RFC 8446 7.3). */
	finished(role: Role): void {
		const keys = this.directions[role];
		if (this.isTls13 && keys?.epoch === 0) keys.advance();
	}

	/** TLS 1.3: behind a KeyUpdate a side uses its next secret (RFC 8446 4.6.3). */
	keyUpdate(role: Role): void {
		if (this.isTls13) this.directions[role]?.advance();
	}

	/** The next record of a side is not here to be opened. */
	pass(role: Role): void {
		this.directions[role]?.pass(NOTHING, NOTHING);
	}

	/**
	 * Takes the next record of a side; true if it was opened: then `contentType` and `content` are what is inside.
	 *
	 * @param header its first five bytes
	 * @param body the rest
	 * @param row of the packet that completes it
	 */
	open(role: Role, header: Uint8Array, body: Uint8Array, row: number): boolean {
		const type = header[0]!;
		if (role === CLIENT && type === APPLICATION_DATA && this.openEarly(header, body, row)) return true;
		const keys = this.directions[role];
		if (keys === undefined) return false;
		if (!this.isTls13 && type === APPLICATION_DATA) {
			keys.pass(header, body);
			return false;
		}
		if (this.isTls13 && type !== APPLICATION_DATA) return false;
		const content = keys.open(header, body, row);
		if (content === undefined) return false;
		if (this.isTls13) return this.unwrap(content);
		this.contentType = type;
		this.content = content;
		return true;
	}

	/** Early data; a server that refuses it is told without an end of it. */
	private openEarly(header: Uint8Array, body: Uint8Array, row: number): boolean {
		const content = this.early?.open(header, body, row);
		return content !== undefined && this.unwrap(content);
	}

	/** RFC 8446 5.2: the type stands behind the content, before any padding of zeros. */
	private unwrap(content: Uint8Array): boolean {
		let end = content.length - 1;
		while (end >= 0 && content[end] === 0) end--;
		if (end < 0) return false;
		this.contentType = content[end]!;
		this.content = content.subarray(0, end);
		return true;
	}

	/** Asks the key log, again as long as it does not know. */
	private secretsOf(random: string): () => SessionSecrets {
		let secrets: SessionSecrets = {};
		return () => {
			secrets = this.keyLog.find(random) ?? secrets;
			return secrets;
		};
	}
}

/** The keys of early data: the hash tells some of the suites apart, the records the rest. */
function makeEarly(secretsOf: () => SessionSecrets): MakeProtection {
	return epoch => {
		const secret = fromHex(secretsOf().clientEarly);
		if (secret === undefined || epoch > 0) return undefined;
		const suites = EARLY_SUITES.map(suite => cipherParameters(suite)!);
		const fitting = suites.filter(({hash}) => (hash === 'sha256' ? 32 : 48) === secret.length);
		return new EitherProtection(fitting.map(parameters => protectionOf13(parameters, secret)));
	};
}

/** The keys of one side in TLS 1.3: those of the handshake, of application data, and those after each KeyUpdate. */
function makeTls13(secretsOf: () => SessionSecrets, cipherSuite: number, role: Role): MakeProtection {
	const parameters = cipherParameters(cipherSuite)!;
	const isClient = role === CLIENT;
	/** Each epoch is asked for once, in order. */
	let newest: Uint8Array | undefined;
	const secretOf = (epoch: number): Uint8Array | undefined => {
		const {clientHandshake, serverHandshake, clientApplication, serverApplication} = secretsOf();
		if (epoch === 0) return fromHex(isClient ? clientHandshake : serverHandshake);
		if (epoch === 1) newest = fromHex(isClient ? clientApplication : serverApplication);
		else newest = newest && nextTrafficSecret(parameters.hash, newest);
		return newest;
	};
	return epoch => {
		const secret = secretOf(epoch);
		if (secret === undefined) return undefined;
		return protectionOf13(parameters, secret);
	};
}

function protectionOf13(parameters: CipherParameters, secret: Uint8Array): RecordProtection {
	const {key, iv} = trafficKeys(parameters.hash, secret, parameters.keyLength);
	return new AeadProtection(parameters, key, iv, true);
}

/** The keys of one side in TLS 1.0 to 1.2, from one handshake to the next (RFC 5246 6.3). */
function makeTls12(
	secretsOf: () => SessionSecrets,
	clientRandom: Uint8Array,
	{version, cipherSuite, random, encryptThenMac}: ServerChoice,
	role: Role,
): MakeProtection {
	const parameters = cipherParameters(cipherSuite)!;
	const {kind, hash, keyLength, macLength, fixedIvLength} = parameters;
	return epoch => {
		const {master} = secretsOf();
		if (master === undefined || epoch > 0) return undefined;
		const ivLength = kind === 'cbc' && version < TLS11 ? IV_LENGTH : fixedIvLength;
		const lengths = [macLength, keyLength, ivLength];
		const secret = Buffer.from(master, 'hex');
		const block = keyBlock(version, hash, secret, clientRandom, random, 2 * (macLength + keyLength + ivLength));
		let at = 0;
		// For each kind of key the client's comes first, then the server's.
		const [macKey, key, iv] = lengths.map(length => {
			const start = at + role * length;
			at += 2 * length;
			return block.subarray(start, start + length);
		}) as [Buffer, Buffer, Buffer];
		return protectionOf12(version, encryptThenMac, {parameters, macKey, key, iv});
	};
}

interface Keys12 {
	readonly parameters: CipherParameters;
	readonly macKey: Uint8Array;
	readonly key: Uint8Array;
	readonly iv: Uint8Array;
}

function protectionOf12(
	version: number,
	encryptThenMac: boolean,
	{parameters, macKey, key, iv}: Keys12,
): RecordProtection | undefined {
	if (parameters.kind === 'cbc') return new CbcProtection(parameters, key, macKey, iv, encryptThenMac, version);
	return version === TLS12 ? new AeadProtection(parameters, key, iv, false) : undefined;
}

function fromHex(text: string | undefined): Uint8Array | undefined {
	return text === undefined ? undefined : Buffer.from(text, 'hex');
}

function hex(bytes: Uint8Array): string {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}
