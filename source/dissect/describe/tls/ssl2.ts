import {type FieldTree, GENERATED} from '../field-tree.ts';
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
	const header = isHere ? ssl2HeaderLength(tree.peek(at, 1)) : 0;
	tree.add('tls.record.length', record.length, at, isHere ? 2 : 0);
	tree.add('tls.handshake', undefined, at + header, isHere ? record.length : 0, {
		...(isHere ? {} : GENERATED),
		label: ssl2Text(record),
	});
	tree.below(() => {
		tree.add('tls.handshake.type', type, at + header, isHere ? 1 : 0);
		if (!isHere) return;
		if (type === CLIENT_HELLO) tree.uint('tls.handshake.version', at + header + 1, 2);
		if (type === SERVER_HELLO) tree.uint('tls.handshake.version', at + header + 3, 2);
	});
}

/** `SSL 2: Client Hello`. */
export function ssl2Text({messages}: RecordFacts): string {
	const name = NAMES.get(messages[0]?.type ?? 0);
	return name === undefined ? 'SSL 2 record' : `SSL 2: ${name}`;
}
