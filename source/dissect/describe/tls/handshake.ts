import {fieldNamed} from '../../registry.ts';
import {type FieldTree, GENERATED} from '../field-tree.ts';
import type {HandshakeFacts, RecordFacts} from './facts.ts';
import {describeHandshakeBody} from './tls-hello.ts';

/** Bytes of a message's header (RFC 8446 4). */
const MESSAGE_HEADER = 4;

/**
 * The handshake messages of a record whose content is `bytes[from … end)`. Of a message that spans records each piece
 * is a field, and behind the last one stands the whole.
 */
export function describeMessages(tree: FieldTree, record: RecordFacts, from: number, end: number): void {
	if (record.isEncryptedHandshake) {
		tree.add('tls.handshake', undefined, from, end - from, {label: 'Handshake: encrypted'});
		return;
	}
	let at = from;
	for (const message of record.messages) {
		const messageEnd = from + message.offset + MESSAGE_HEADER + message.length;
		if (message.offset < 0) describeSpanning(tree, message, from, messageEnd);
		else describeMessage(tree, message.type, from + message.offset, messageEnd);
		at = messageEnd;
	}
	if (record.isUnfinished) tree.add('tls.handshake', undefined, at, end - at, {label: PIECE});
}

const PIECE = 'Handshake: piece of a message';

/** The same of a record whose bytes are not at hand: it was encrypted, or earlier packets cannot be read again. */
export function describeKnownMessages(tree: FieldTree, record: RecordFacts, at: number): void {
	for (const message of record.messages) {
		if (message.offset < 0) tree.derive('tls.handshake', undefined, at, {...GENERATED, label: lastPieceText(message)});
		describeKnownMessage(tree, message, at);
	}
	if (record.isUnfinished) tree.derive('tls.handshake', undefined, at, {...GENERATED, label: PIECE});
}

function lastPieceText({type}: HandshakeFacts): string {
	return `${messageText(type)} (last piece)`;
}

function describeMessage(tree: FieldTree, type: number, at: number, end: number, label = messageText(type)): void {
	tree.add('tls.handshake', undefined, at, end - at, {label});
	tree.below(() => {
		tree.uint('tls.handshake.type', at, 1);
		tree.uint('tls.handshake.length', at + 1, 3);
		describeHandshakeBody(tree, type, at + MESSAGE_HEADER, end);
	});
}

/** A message that earlier records began; its last piece is `bytes[at … end)`. */
function describeSpanning(tree: FieldTree, message: HandshakeFacts, at: number, end: number): void {
	const {type} = message;
	tree.add('tls.handshake', undefined, at, end - at, {label: lastPieceText(message)});
	const joined = message.joined();
	if (joined === undefined) describeKnownMessage(tree, message, at);
	else {
		const label = `${messageText(type)} (from several records)`;
		tree.within(joined.bytes, whole => describeMessage(whole, type, 0, joined.bytes.length, label));
	}
}

function describeKnownMessage(tree: FieldTree, message: HandshakeFacts, at: number): void {
	tree.derive('tls.handshake', undefined, at, {...GENERATED, label: messageText(message.type)});
	tree.below(() => {
		tree.derive('tls.handshake.type', message.type, at);
		tree.derive('tls.handshake.length', message.length, at);
		for (const name of message.serverNames) tree.derive('tls.handshake.extensions_server_name', name, at);
	});
}

/** `Handshake: Client Hello`. */
export function messageText(type: number): string {
	const name = fieldNamed('tls.handshake.type')!.values!.get(type);
	return `Handshake: ${name ?? `type ${type}`}`;
}
