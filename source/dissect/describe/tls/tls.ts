import {fieldNamed} from '../../registry.ts';
import type {FieldTree} from '../field-tree.ts';
import {type Joined, RECORD_HEADER, type RecordFacts, ssl2HeaderLength} from './facts.ts';
import {describeKnownMessages, describeMessages, messageText} from './handshake.ts';
import type {TlsPart} from './parts.ts';
import {describeSsl2Record, ssl2Text} from './ssl2.ts';

/** Content types (RFC 8446 5.1). */
const enum ContentType {
	CHANGE_CIPHER_SPEC = 20,
	ALERT = 21,
	HANDSHAKE = 22,
	APPLICATION_DATA = 23,
}

/**
 * TLS records. Where each one lies is known. One whose bytes are in frames that cannot be read again is shown with what
 * the loading pass found.
 *
 * @returns a line for the closed layer
 */
export function describeTls(tree: FieldTree, {at, end, shift, records, joined}: TlsPart): () => string {
	for (const record of records) {
		const start = record.offset + shift;
		const isHere = start >= at;
		const place = isHere ? start : at;
		const length = isHere ? Math.min(headerLength(tree, record, start) + record.length, end - start) : 0;
		tree.add('tls.record', undefined, place, length, {label: recordText(record), generated: !isHere});
		tree.below(() => describeRecord(tree, record, place, isHere));
	}
	return () => `Transport Layer Security${joinedText(joined)}  ${recordTexts(records).join(', ')}`;
}

function joinedText(joined: Joined | undefined): string {
	if (joined === undefined) return '';
	const {frames} = joined;
	const places = frames.length === 2 ? frames.join(' and ') : `${frames[0]} to ${frames.at(-1)}`;
	return ` (${frames.length} segments, frames ${places})`;
}

function recordTexts(records: readonly RecordFacts[]): string[] {
	return records.flatMap(record => {
		const messages = record.messages.map(({type}) => messageText(type));
		return messages.length > 0 ? messages : [recordText(record)];
	});
}

/** @param isHere false if its bytes cannot be read: `at` is only where it is shown */
function describeRecord(tree: FieldTree, record: RecordFacts, at: number, isHere: boolean): void {
	const place = (offset: number) => (isHere ? at + offset : at);
	const size = (length: number) => (isHere ? length : 0);
	if (record.isSsl2) {
		describeSsl2Record(tree, record, at, isHere);
		return;
	}
	const type = record.isOpaque ? 'tls.record.opaque_type' : 'tls.record.content_type';
	tree.add(type, outerType(record), place(0), size(1));
	tree.add('tls.record.version', record.version, place(1), size(2));
	tree.add('tls.record.length', record.length, place(3), size(2));
	if (record.isOpaque && record.isDecrypted) tree.derive('tls.record.content_type', record.contentType, at);
	if (record.hasContent) describeContent(tree, record, place(RECORD_HEADER), isHere);
}

function describeContent(tree: FieldTree, record: RecordFacts, at: number, isHere: boolean): void {
	const length = isHere ? record.length : 0;
	switch (record.contentType) {
		case ContentType.CHANGE_CIPHER_SPEC:
			tree.add('tls.change_cipher_spec', undefined, at, length);
			break;
		case ContentType.ALERT:
			describeAlert(tree, record, at, length);
			break;
		case ContentType.APPLICATION_DATA:
			if (isHere) tree.slice('tls.app_data', at, length);
			break;
		case ContentType.HANDSHAKE:
			if (isHere && !record.isDecrypted) describeMessages(tree, record, at, at + length);
			else describeKnownMessages(tree, record, at);
			break;
	}
}

function describeAlert(tree: FieldTree, record: RecordFacts, at: number, length: number): void {
	tree.add('tls.alert_message', undefined, at, length, {label: alertText(record)});
	const {alert} = record;
	if (alert === undefined) return;
	tree.below(() => {
		if (record.isDecrypted || length < 2) {
			tree.derive('tls.alert_message.level', alert.level, at);
			tree.derive('tls.alert_message.desc', alert.description, at);
			return;
		}
		tree.add('tls.alert_message.level', alert.level, at, 1);
		tree.add('tls.alert_message.desc', alert.description, at + 1, 1);
	});
}

/** @param start where the record begins */
function headerLength(tree: FieldTree, {isSsl2}: RecordFacts, start: number): number {
	return isSsl2 ? ssl2HeaderLength(tree.peek(start, 1)) : RECORD_HEADER;
}

/** As it stands in the record's header. */
function outerType({isOpaque, contentType}: RecordFacts): number {
	return isOpaque ? ContentType.APPLICATION_DATA : contentType;
}

function recordText(record: RecordFacts): string {
	if (record.isSsl2) return ssl2Text(record);
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
