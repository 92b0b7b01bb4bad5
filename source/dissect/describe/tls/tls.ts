import {fieldNamed} from '../../registry.ts';
import {type FieldTree, GENERATED} from '../field-tree.ts';
import {describeHandshakeBody} from './tls-hello.ts';

/** A record that ends in the frame, as the loading pass found it. */
export interface RecordFacts {
	readonly contentType: number;
	readonly version: number;
	readonly length: number;
	/** Shown as an opaque record: TLS 1.3 application data. */
	readonly isOpaque: boolean;
	/** Its content was decrypted: `contentType` and `alert` are those inside. */
	readonly isDecrypted: boolean;
	/** Of SSL 2: only the version is shown. */
	readonly isSsl2: boolean;
	/** False if the bytes end behind the header. */
	readonly hasContent: boolean;
	/** Level and description of an alert; undefined if it is none, or cannot be read. */
	readonly alert: {readonly level: number; readonly description: number} | undefined;
}

/** A handshake message that could be read, with the server names that it asks for. */
export interface HandshakeFacts {
	readonly type: number;
	readonly serverNames: readonly string[];
}

/** Content types (RFC 8446 5.1). */
const enum ContentType {
	CHANGE_CIPHER_SPEC = 20,
	ALERT = 21,
	HANDSHAKE = 22,
	APPLICATION_DATA = 23,
}

const HEADER = 5;

/**
 * TLS records. Which records end in the frame is known; those that begin in it too are found in the payload and read.
 * A record that began in an earlier frame is shown with what is known of it.
 *
 * @param at where the payload of the segment begins
 * @param end where its captured bytes end
 * @returns a line for the closed layer
 */
export function describeTls(
	tree: FieldTree,
	at: number,
	end: number,
	records: readonly RecordFacts[],
	handshakes: readonly HandshakeFacts[],
): () => string {
	const starts = findRecords(tree.bytes, at, end, records);
	const messages = [...handshakes];
	records.forEach((record, index) => {
		const start = starts[index]!;
		tree.add('tls.record', undefined, start < 0 ? at : start, start < 0 ? 0 : HEADER + record.length, {
			label: recordText(record),
			generated: start < 0,
		});
		tree.below(() => describeRecord(tree, record, start, at, messages));
	});
	// Messages of records whose bytes are in other frames.
	for (const message of messages) describeKnownMessage(tree, message, at);
	return () => summaryOf(records, handshakes);
}

function summaryOf(records: readonly RecordFacts[], handshakes: readonly HandshakeFacts[]): string {
	const others = records.filter(record => record.contentType !== ContentType.HANDSHAKE || handshakes.length === 0);
	const names = [...handshakes.map(message => handshakeText(message.type)), ...others.map(recordText)];
	return `Transport Layer Security  ${names.join(', ')}`;
}

function describeRecord(
	tree: FieldTree,
	record: RecordFacts,
	start: number,
	payload: number,
	messages: HandshakeFacts[],
): void {
	const isHere = start >= 0;
	const place = (offset: number) => (isHere ? start + offset : payload);
	const size = (length: number) => (isHere ? length : 0);
	if (!record.isSsl2) {
		const type = record.isOpaque ? 'tls.record.opaque_type' : 'tls.record.content_type';
		tree.add(type, outerType(record), place(0), size(1));
	}
	tree.add('tls.record.version', record.version, place(1), size(2));
	if (record.isSsl2) return;
	tree.add('tls.record.length', record.length, place(3), size(2));
	if (record.isOpaque && record.isDecrypted) tree.derive('tls.record.content_type', record.contentType, place(0));
	if (record.hasContent) describeContent(tree, record, isHere ? start + HEADER : -1, payload, messages);
}

/** @param content where the record's content begins; -1 if it is not all in this frame */
function describeContent(
	tree: FieldTree,
	record: RecordFacts,
	content: number,
	payload: number,
	messages: HandshakeFacts[],
): void {
	const at = content < 0 ? payload : content;
	const length = content < 0 ? 0 : record.length;
	if (record.contentType === ContentType.CHANGE_CIPHER_SPEC) {
		tree.add('tls.change_cipher_spec', undefined, at, length);
	} else if (record.contentType === ContentType.ALERT) {
		tree.add('tls.alert_message', undefined, at, length, {label: alertText(record)});
		const {alert} = record;
		if (alert === undefined) return;
		tree.below(() => {
			if (record.isDecrypted) {
				tree.derive('tls.alert_message.level', alert.level, at);
				tree.derive('tls.alert_message.desc', alert.description, at);
				return;
			}
			tree.add('tls.alert_message.level', alert.level, at, Math.min(length, 1));
			tree.add('tls.alert_message.desc', alert.description, content < 0 ? at : at + 1, Math.min(length, 1));
		});
	} else if (record.contentType === ContentType.APPLICATION_DATA) {
		if (content >= 0) tree.slice('tls.app_data', at, length);
	} else if (record.contentType === ContentType.HANDSHAKE && content >= 0 && !record.isDecrypted) {
		describeMessages(tree, at, at + length, messages);
	}
}

/** Handshake messages that fill a record from its start; what does not match the known ones is encrypted. */
function describeMessages(tree: FieldTree, from: number, end: number, messages: HandshakeFacts[]): void {
	const MESSAGE_HEADER = 4;
	let at = from;
	while (at + MESSAGE_HEADER <= end && tree.covers(at, MESSAGE_HEADER)) {
		const type = tree.peek(at, 1);
		const length = tree.peek(at + 1, 3);
		const known = messages.findIndex(message => message.type === type);
		if (known < 0 || at + MESSAGE_HEADER + length > end) break;
		// Those before it were completed by a record whose bytes are in other frames.
		for (const earlier of messages.splice(0, known + 1).slice(0, -1)) describeKnownMessage(tree, earlier, at);
		const start = at;
		tree.add('tls.handshake', undefined, at, MESSAGE_HEADER + length, {label: handshakeText(type)});
		tree.below(() => {
			tree.uint('tls.handshake.type', start, 1);
			tree.uint('tls.handshake.length', start + 1, 3);
			describeHandshakeBody(tree, type, start + MESSAGE_HEADER, start + MESSAGE_HEADER + length);
		});
		at += MESSAGE_HEADER + length;
	}
	if (at === from && end > from && messages.length === 0)
		tree.add('tls.handshake', undefined, from, end - from, {label: 'Handshake: encrypted'});
}

function describeKnownMessage(tree: FieldTree, message: HandshakeFacts, at: number): void {
	tree.derive('tls.handshake', undefined, at, {...GENERATED, label: handshakeText(message.type)});
	tree.below(() => {
		tree.derive('tls.handshake.type', message.type, at);
		for (const name of message.serverNames) tree.derive('tls.handshake.extensions_server_name', name, at);
	});
}

/**
 * Where each record begins in the payload, -1 for one that began in an earlier frame, which only the first can be. The
 * records of a frame stand one behind the other, so a place fits if every header from there on is that of a record.
 */
function findRecords(bytes: Uint8Array, from: number, end: number, records: readonly RecordFacts[]): number[] {
	if (records.length === 0) return [];
	if (records.some(record => record.isSsl2)) return records.map(() => -1);
	if (fits(bytes, from, end, records, 0)) return placesFrom(from, records, 0);
	const behindFirst = records.length > 1 ? 1 : 0;
	for (let at = from + 1; at + HEADER <= end; at++)
		if (fits(bytes, at, end, records, behindFirst)) return placesFrom(at, records, behindFirst);
	return records.map(() => -1);
}

function fits(bytes: Uint8Array, from: number, end: number, records: readonly RecordFacts[], first: number): boolean {
	let at = from;
	for (let i = first; i < records.length; i++) {
		const record = records[i]!;
		if (at + HEADER + record.length > end) return false;
		if (bytes[at] !== outerType(record)) return false;
		if (((bytes[at + 1]! << 8) | bytes[at + 2]!) !== record.version) return false;
		if (((bytes[at + 3]! << 8) | bytes[at + 4]!) !== record.length) return false;
		at += HEADER + record.length;
	}
	return true;
}

function placesFrom(from: number, records: readonly RecordFacts[], first: number): number[] {
	let at = from;
	return records.map((record, index) => {
		if (index < first) return -1;
		const place = at;
		at += HEADER + record.length;
		return place;
	});
}

/** As it stands in the record's header. */
function outerType({isOpaque, contentType}: RecordFacts): number {
	return isOpaque ? ContentType.APPLICATION_DATA : contentType;
}

function recordText(record: RecordFacts): string {
	if (record.isSsl2) return 'SSL 2 record';
	if (record.contentType === ContentType.ALERT) return alertText(record);
	const type = fieldNamed('tls.record.content_type')!.values!.get(record.contentType);
	return `${type ?? `Record of type ${record.contentType}`}${decryptedText(record)}`;
}

function decryptedText({isDecrypted}: RecordFacts): string {
	return isDecrypted ? ' (decrypted)' : '';
}

function alertText(record: RecordFacts): string {
	const {alert} = record;
	if (alert === undefined) return 'Alert: encrypted';
	const level = fieldNamed('tls.alert_message.level')!.values!.get(alert.level) ?? 'Unknown';
	const description = fieldNamed('tls.alert_message.desc')!.values!.get(alert.description) ?? 'Unknown';
	return `Alert: ${description} (${level})${decryptedText(record)}`;
}

function handshakeText(type: number): string {
	const name = fieldNamed('tls.handshake.type')!.values!.get(type);
	return `Handshake: ${name ?? `type ${type}`}`;
}
