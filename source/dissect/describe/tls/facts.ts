/** Bytes of a record's header (RFC 8446 5.1). */
export const RECORD_HEADER = 5;

/** Bytes of the header of an SSL 2 record: three where padding may follow its content (draft-hickman-netscape-ssl-00 1.1). */
export function ssl2HeaderLength(firstByte: number): number {
	return (firstByte & 0x80) !== 0 ? 2 : 3;
}

/** What several packets brought, put together. */
export interface Joined {
	readonly bytes: Uint8Array;
	/** Numbers of the frames that brought it, in the order in which they came. */
	readonly frames: readonly number[];
}

/** A record that ends in the frame, as the loading pass found it. */
export interface RecordFacts {
	/** Bytes from the start of the segment's payload to the record; negative where it began in an earlier segment. */
	readonly offset: number;
	readonly contentType: number;
	readonly version: number;
	readonly length: number;
	/** Shown as an opaque record: TLS 1.3 application data. */
	readonly isOpaque: boolean;
	/** Its content was decrypted: `contentType`, `alert` and `messages` are those inside. */
	readonly isDecrypted: boolean;
	/** Of SSL 2. */
	readonly isSsl2: boolean;
	/** A handshake record whose messages cannot be read. */
	readonly isEncryptedHandshake: boolean;
	/** It ends with a piece of a handshake message that goes on in the sender's next handshake record. */
	readonly isUnfinished: boolean;
	/** False if the bytes end behind the header. */
	readonly hasContent: boolean;
	/** Level and description of an alert; undefined if it is none, or cannot be read. */
	readonly alert: {readonly level: number; readonly description: number} | undefined;
	/** The handshake messages that it completes. */
	readonly messages: readonly HandshakeFacts[];
	/** A record that began in an earlier segment, with its header; undefined where not all of it can be read again. */
	joined(): Joined | undefined;
}

/** A handshake message that could be read, with the server names that it asks for. */
export interface HandshakeFacts {
	/** Bytes from the start of the record's content to the message; negative where it began in an earlier record. */
	readonly offset: number;
	readonly type: number;
	/** Bytes behind the message's header. */
	readonly length: number;
	readonly serverNames: readonly string[];
	/** A message that began in an earlier record, with its header; undefined where not all of it can be read again. */
	joined(): Joined | undefined;
}
