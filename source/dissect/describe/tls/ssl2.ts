import type {FieldTree} from '../field-tree.ts';
import {type RecordFacts, ssl2HeaderLength} from './facts.ts';

/** Messages of SSL 2 that are not encrypted, by their first byte, and where a hello has its version. */
const CLIENT_HELLO = 1;
const SERVER_HELLO = 4;
const NAMES: ReadonlyMap<number, string> = new Map([
	[CLIENT_HELLO, 'Client Hello'],
	[2, 'Client Master Key'],
	[SERVER_HELLO, 'Server Hello'],
]);

/** @param isHere false if its bytes cannot be read: `at` is only where it is shown */
export function describeSsl2Record(tree: FieldTree, record: RecordFacts, at: number, isHere: boolean): void {
	tree.derive('tls.record.version', record.version, at);
	const type = record.messages[0]?.type;
	if (type === undefined) return;
	tree.add('tls.record.length', record.length, at, isHere ? 2 : 0);
	const content = at + (isHere ? ssl2HeaderLength(tree.peek(at, 1)) : 0);
	tree.add('tls.handshake.type', type, content, isHere ? 1 : 0);
	if (isHere && type === CLIENT_HELLO) describeClientHello(tree, content);
	if (isHere && type === SERVER_HELLO) tree.uint('tls.handshake.version', content + 3, 2);
}

/** Type, version, lengths of the ciphers, the session and the challenge, then these. */
function describeClientHello(tree: FieldTree, at: number): void {
	tree.uint('tls.handshake.version', at + 1, 2);
	const ciphers = tree.peek(at + 3, 2);
	const session = tree.uint('tls.handshake.session_id_length', at + 5, 2);
	tree.add('tls.handshake.ciphersuites', undefined, at + 9, ciphers, {
		label: `Cipher specs: ${Math.floor(ciphers / 3)}`,
	});
	if (session > 0) tree.slice('tls.handshake.session_id', at + 9 + ciphers, session);
}

/** `SSL 2: Client Hello`. */
export function ssl2Text({messages}: RecordFacts): string {
	const name = NAMES.get(messages[0]?.type ?? 0);
	return name === undefined ? 'SSL 2 record' : `SSL 2: ${name}`;
}
