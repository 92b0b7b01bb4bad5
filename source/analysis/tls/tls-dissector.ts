import {ssl2HeaderLength} from '../../dissect/describe/tls/facts.ts';
import type {CaptureTables} from '../tables/capture-tables.ts';
import {TlsBits} from '../tables/packet-table.ts';
import {RecordFlag} from '../tables/side-tables.ts';
import {StreamFlag} from '../tables/stream-table.ts';
import {messageSize} from './handshake-buffer.ts';
import {isPlainSuite, readHello} from './hello.ts';
import {isTlsPort} from './ports.ts';
import {
	bitOf,
	ContentType,
	finalVersion,
	HANDSHAKE_TYPES,
	HandshakeType,
	isAuthoritative,
	isContentType,
	isCutHeartbeat,
	isKnownVersion,
	isRecordVersion,
	Version,
} from './record-types.ts';
import type {KeyLog} from './secrets/key-log.ts';
import {RecordDecryptor, type Role} from './secrets/record-decryptor.ts';
import {Ssl2Message, ssl2Message, ssl2Size} from './ssl2.ts';
import type {TlsStream} from './tls-stream.ts';

/** What a run over a piece of payload ends with. */
export const enum Need {
	NOTHING = 0,
	/** `missing` more bytes, from `offset` on. */
	BYTES = 1,
	/** The record's header is not complete: one more segment, from `offset` on. */
	ONE_MORE_SEGMENT = 2,
	/** The bytes end where a field should be, or make no sense: nothing more is looked at in this packet. */
	ABORTED = 3,
}

const RECORDS_LEFT_OUT =
	'There are more TLS records and messages in some packets than are kept: those that come later are left out.';
const RECORD_HEADER = 5;
/** A handshake record of at least this many bytes may be found to be encrypted. */
const ENCRYPTED_HANDSHAKE = 16;
/** No encrypted record is longer (RFC 5246 6.2.3, RFC 8446 5.2). */
const MAX_CIPHERTEXT = 16_384 + 2048;
/** The random in a hello message. */
const RANDOM_AT = 2;
const RANDOM_END = 34;

/** Finds TLS records in a piece of payload and notes them for the frame at hand (spec/tcp-analysis.md 14). */
export class TlsDissector {
	/** Set with `Need.BYTES` and `Need.ONE_MORE_SEGMENT`. */
	offset = 0;
	missing = 0;

	private bytes: Uint8Array = new Uint8Array(0);
	private capturedEnd = 0;
	private stream!: TlsStream;
	private streamId = 0;
	private row = 0;
	private fromB = false;
	private sourcePort = 0;
	/** What an index into `bytes` has to be moved by to count from the start of the segment's payload. */
	private shift = 0;
	/** The record at hand was decrypted, and there was room for it in the tables. */
	private isOpened = false;
	private isKept = false;

	constructor(
		private readonly tables: CaptureTables,
		private readonly keyLog: KeyLog,
	) {}

	/** Says whose payload the next pieces are. */
	begin(stream: TlsStream, streamId: number, row: number, fromB: boolean, sourcePort: number): void {
		this.stream = stream;
		this.streamId = streamId;
		this.row = row;
		this.fromB = fromB;
		this.sourcePort = sourcePort;
	}

	/**
	 * Looks through `bytes[from … reportedEnd)`, of which what lies before `capturedEnd` can be read.
	 *
	 * @param place bytes from the start of the segment's payload to `from`; negative where earlier segments brought it
	 * @param canAsk whether more segments may be waited for; if not, an incomplete record is dropped
	 */
	run(bytes: Uint8Array, from: number, capturedEnd: number, reportedEnd: number, place: number, canAsk: boolean): Need {
		this.bytes = bytes;
		this.shift = place - from;
		this.capturedEnd = capturedEnd;
		let at = from;
		while (at < reportedEnd) {
			const available = reportedEnd - at;
			if (available < RECORD_HEADER) return this.ask(at - from, 0, canAsk);
			if (at + RECORD_HEADER > capturedEnd) return Need.ABORTED;
			const {version} = this.stream;
			const kind = this.classify(at, version);
			if (kind === Kind.GARBAGE) return Need.NOTHING;
			const isSsl2 = kind === Kind.SSL2_RECORD;
			const size = isSsl2 ? ssl2Size(bytes, at) : RECORD_HEADER + ((bytes[at + 3]! << 8) | bytes[at + 4]!);
			if (kind === Kind.SKIPPED_RECORD) {
				at += size;
				continue;
			}
			if (available < size) return this.ask(at - from, size - available, canAsk);
			if (isSsl2) this.ssl2Record(at, size);
			else if (!this.record(at, size - RECORD_HEADER, reportedEnd)) return Need.ABORTED;
			at += size;
		}
		return Need.NOTHING;
	}

	private ask(offset: number, missing: number, canAsk: boolean): Need {
		if (!canAsk) return Need.NOTHING;
		this.offset = offset;
		this.missing = missing;
		return missing === 0 ? Need.ONE_MORE_SEGMENT : Need.BYTES;
	}

	/** Spec 14.6 and step 1 of 14.7. */
	private classify(at: number, version: number): Kind {
		const {bytes} = this;
		const first = bytes[at]!;
		const third = bytes[at + 2]!;
		if (version === Version.SSL2) return Kind.SSL2_RECORD;
		if (version === 0 || version === Version.TLS13) {
			if (first >= 0x80 && (third === 0 || third === 1 || third === 2 || third === 4)) return Kind.SSL2_RECORD;
			return isContentType(first) && isRecordVersion((bytes[at + 1]! << 8) | third) ? Kind.RECORD : Kind.GARBAGE;
		}
		if (first === 0x80 && third === 1) return Kind.SSL2_RECORD;
		if (isContentType(first)) return Kind.RECORD;
		return version === Version.SSL3 ? Kind.SKIPPED_RECORD : Kind.GARBAGE;
	}

	/** Spec 14.7; false where the bytes end too early. */
	private record(at: number, length: number, reportedEnd: number): boolean {
		const {bytes, stream, tables, row} = this;
		const {decryptor} = stream;
		const outerType = bytes[at]!;
		const version = (bytes[at + 1]! << 8) | bytes[at + 2]!;
		const opaque = stream.version === Version.TLS13 && outerType === ContentType.APPLICATION_DATA;
		const body = at + RECORD_HEADER;
		const readable = body < this.capturedEnd && body < reportedEnd;
		this.isOpened = decryptor !== undefined && readable && this.decrypt(decryptor, at, length);
		const contentType = this.isOpened ? decryptor!.contentType : outerType;
		let flags = (opaque ? RecordFlag.OPAQUE : 0) | (readable ? 0 : RecordFlag.NO_CONTENT);
		if (this.isOpened) flags |= RecordFlag.DECRYPTED;
		let level = 0;
		let description = 0;
		let whole = readable;
		if (contentType === ContentType.ALERT && readable) {
			const content = this.isOpened ? decryptor!.content : bytes.subarray(body, this.capturedEnd);
			const size = this.isOpened ? content.length : length;
			if (size !== 2 && !stream.isPlain) flags |= RecordFlag.ENCRYPTED_ALERT;
			else if (content.length >= 2) {
				level = content[0]!;
				description = content[1]!;
			} else {
				flags |= RecordFlag.ENCRYPTED_ALERT;
				whole = false;
			}
		}
		this.isKept = tables.tlsRecords.append(
			row,
			at + this.shift,
			contentType,
			version,
			length,
			flags,
			level,
			description,
		);
		if (this.isKept) this.mark(TlsBits.RECORDS | bitOf(outerType) | bitOf(contentType));
		else tables.tellOfMemory(RECORDS_LEFT_OUT);
		if (!readable) return false;
		if (stream.version === 0 && isAuthoritative(outerType, bytes[body]!) && isKnownVersion(version))
			this.setVersion(version);
		if (contentType === ContentType.ALERT) this.markStream(StreamFlag.ALERT);
		else if (contentType === ContentType.CHANGE_CIPHER_SPEC) this.changeCipherSpec();
		else if (contentType === ContentType.HANDSHAKE) {
			// In the middle of a message Wireshark gives up on a record that brings nothing of it.
			if (length === 0 && this.stream.handshake(this.role())?.isEmpty === false) return false;
			if (this.isOpened) this.handshake(decryptor!.content);
			else this.handshakeRecord(body, Math.min(length, this.capturedEnd - body), length);
		} else if (contentType === ContentType.HEARTBEAT && isCutHeartbeat(bytes[body]!, length)) return false;
		return whole;
	}

	/** Opens the record at `at`, if secrets are known that do. */
	private decrypt(decryptor: RecordDecryptor, at: number, length: number): boolean {
		const body = at + RECORD_HEADER;
		if (length <= MAX_CIPHERTEXT && body + length <= this.capturedEnd) {
			const {bytes} = this;
			return decryptor.open(this.role(), bytes.subarray(at, body), bytes.subarray(body, body + length), this.row);
		}
		decryptor.pass(this.role());
		return false;
	}

	private changeCipherSpec(): void {
		const {stream} = this;
		if (stream.version === Version.TLS13) return;
		stream.decryptor?.changeCipherSpec(this.role());
		stream.noteChangeCipherSpec(this.role(), this.row);
	}

	/** Spec 14.10: a handshake record as it was sent. */
	private handshakeRecord(body: number, captured: number, length: number): void {
		const isNew = this.stream.handshake(this.role())?.isEmpty ?? true;
		if (length >= ENCRYPTED_HANDSHAKE && isNew && captured >= 5 && this.looksEncrypted(body)) {
			if (this.isKept) this.tables.tlsRecords.markNewest(RecordFlag.ENCRYPTED_HANDSHAKE);
			return;
		}
		this.handshake(this.bytes.subarray(body, body + captured));
	}

	/** Walks the handshake messages in the content of a record. */
	private handshake(content: Uint8Array): void {
		// A ClientHello in it may exchange the roles.
		const role = this.role();
		const begun = this.stream.handshake(role);
		const data = begun === undefined ? content : begun.take(content);
		if (data === undefined) {
			if (this.isKept) this.tables.tlsRecords.markNewest(RecordFlag.UNFINISHED);
			return;
		}
		const begunBefore = data.length - content.length;
		let at = 0;
		while (at < data.length) {
			const end = at + messageSize(data, at);
			if (end > data.length) {
				this.keepPiece(role, data.subarray(at));
				return;
			}
			this.message(data[at]!, data.subarray(at + 4, end), at - begunBefore, at === 0);
			at = end;
		}
	}

	/** Keeps the start of a message, unless it is the authentication code behind the messages of a plain suite. */
	private keepPiece(role: Role, piece: Uint8Array): void {
		const {stream, tables, row} = this;
		if (stream.isPlain && stream.changedCipherSpecBefore(role, row + 1)) return;
		if (this.isKept) tables.tlsRecords.markNewest(RecordFlag.UNFINISHED);
		stream.handshakeMade(role).keep(piece);
	}

	private looksEncrypted(body: number): boolean {
		const {bytes} = this;
		if (
			bytes[body] === 0 &&
			bytes[body + 1] === 0 &&
			bytes[body + 2] === 0 &&
			bytes[body + 3] === 0 &&
			bytes[body + 4] === 0
		)
			return true;
		if (this.stream.changedCipherSpecBefore(this.role(), this.row)) return true;
		return !HANDSHAKE_TYPES.has(bytes[body]!) || bytes[body + 1] !== 0;
	}

	/**
	 * One whole handshake message.
	 *
	 * @param offset bytes from the start of the record's content to that of the message
	 */
	private message(type: number, content: Uint8Array, offset: number, firstOfRecord: boolean): void {
		const {stream} = this;
		if (type === HandshakeType.CLIENT_HELLO) {
			stream.noteServer(!this.fromB);
			const hello = readHello(content, true);
			this.noteClientRandom(content, hello.earlyData);
			if (hello.earlyData) this.setVersion(Version.TLS13);
			const names = hello.serverNames.map(name => this.tables.internName(name)).filter(name => name >= 0);
			this.keepMessage(offset, type, content.length, names[0] ?? -1);
			for (const name of names.slice(1)) this.keepMessage(offset, SERVER_NAME_ONLY, 0, name);
			const chunk = this.tables.streams.chunks[this.streamId >>> 13]!;
			if (names.length > 0 && chunk.serverName[this.streamId & 8191] === 0)
				chunk.serverName[this.streamId & 8191] = names[0]! + 1;
			return;
		}
		this.keepMessage(offset, type, content.length, -1);
		if (type === HandshakeType.SERVER_HELLO && firstOfRecord) {
			const hello = readHello(content, false);
			const selected = hello.version === Version.TLS12 && content.length >= 46 && hello.selectedVersion !== 0;
			this.setVersion(finalVersion(selected ? hello.selectedVersion : hello.version));
			stream.isPlain = isPlainSuite(hello.cipherSuite);
			const {version} = stream;
			stream.decryptor?.serverHello({...hello, version, random: content.slice(RANDOM_AT, RANDOM_END)});
		}
		if (this.isOpened) this.changeSecrets(type);
	}

	/** Notes a message, or a further name, of the record at hand. */
	private keepMessage(offset: number, type: number, length: number, serverName: number): void {
		const {tables, row} = this;
		const record = tables.tlsRecords.length - 1;
		if (this.isKept && tables.tlsHandshakes.append(row, record, offset, type, length, serverName))
			this.mark(TlsBits.HANDSHAKE);
		else tables.tellOfMemory(RECORDS_LEFT_OUT);
	}

	/** Encrypted messages behind which a side of TLS 1.3 uses other secrets. */
	private changeSecrets(type: number): void {
		const decryptor = this.stream.decryptor!;
		if (type === HandshakeType.FINISHED) decryptor.finished(this.role());
		else if (type === HandshakeType.KEY_UPDATE) decryptor.keyUpdate(this.role());
		else if (type === HandshakeType.END_OF_EARLY_DATA) decryptor.endOfEarlyData();
	}

	/** Where there may be secrets for it, the connection gets a decryptor. */
	private noteClientRandom(hello: Uint8Array, hasEarlyData: boolean): void {
		if (!this.keyLog.isOpen || hello.length < RANDOM_END) return;
		const decryptor = this.stream.decryptor ?? new RecordDecryptor(this.keyLog, this.streamId);
		this.stream.decryptor = decryptor;
		decryptor.clientHello(hello.slice(RANDOM_AT, RANDOM_END), hasEarlyData);
	}

	/** Spec 14.12. */
	private ssl2Record(at: number, size: number): void {
		const {bytes, stream, tables, row} = this;
		const body = at + ssl2HeaderLength(bytes[at]!);
		const first = bytes[body]!;
		if (stream.version === 0 && first >= 2 && first <= 8) this.setVersion(Version.SSL2);
		const message = ssl2Message(bytes, body, Math.min(at + size, this.capturedEnd));
		const flags = RecordFlag.SSL2 | (message === Ssl2Message.NONE ? RecordFlag.NO_CONTENT : 0);
		this.isKept = tables.tlsRecords.append(row, at + this.shift, 0, Version.SSL2, at + size - body, flags, 0, 0);
		if (this.isKept) this.mark(TlsBits.RECORDS);
		else tables.tellOfMemory(RECORDS_LEFT_OUT);
		if (message !== Ssl2Message.NONE) this.keepMessage(0, message, 0, -1);
	}

	/** Before any ClientHello the port tells. */
	private isFromServer(): boolean {
		const {serverIsB} = this.stream;
		return serverIsB === undefined ? isTlsPort(this.sourcePort) : serverIsB === this.fromB;
	}

	/** Index of the sender's role. */
	private role(): Role {
		return this.isFromServer() ? 1 : 0;
	}

	private setVersion(version: number): void {
		this.stream.version = version;
		this.tables.streams.chunks[this.streamId >>> 13]!.tlsVersion[this.streamId & 8191] = version;
	}

	private mark(bits: number): void {
		this.tables.packets.addTls(this.row, bits);
	}

	private markStream(bits: number): void {
		this.tables.streams.chunks[this.streamId >>> 13]!.flags[this.streamId & 8191]! |= bits;
	}
}

/** Type of a row in the handshake table that only holds a further server name of the message before. */
export const SERVER_NAME_ONLY = 255;

const enum Kind {
	RECORD,
	SSL2_RECORD,
	/** Not a record, but its length is believed (SSL 3). */
	SKIPPED_RECORD,
	/** The rest of the piece is dropped. */
	GARBAGE,
}
