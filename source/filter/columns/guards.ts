import type {CaptureTables} from '../../analysis/tables/capture-tables.ts';
import {TlsBits} from '../../analysis/tables/packet-table.ts';
import {BLOCK_LENGTH} from './block.ts';
import {Answer, type BlockTest, plainTcp, when} from './column.ts';
import {withTls} from './fields/tls.ts';

const TLS_BITS: readonly (readonly [string, number])[] = [
	['tls.handshake.', TlsBits.HANDSHAKE],
	['tls.handshake', TlsBits.RECORDS],
	['tls.record', TlsBits.RECORDS],
	['tls.alert_message', TlsBits.ALERT],
	['tls.change_cipher_spec', TlsBits.CHANGE_CIPHER_SPEC],
	['tls.', TlsBits.RECORDS | TlsBits.DISSECTED],
];

/**
 * For fields that the tables do not hold: NO where the tables say that the packet cannot have the field. A comparison
 * never holds where a field is absent, so most packets are never dissected.
 */
export function absenceGuard(name: string, {packets}: CaptureTables): BlockTest {
	if (name === 'tcp.payload') return when(plainTcp, row => packets.payloadLength(row) > 0);
	if (name.startsWith('tcp.')) return plainTcp;
	const bits = TLS_BITS.find(([prefix]) => name.startsWith(prefix))?.[1];
	if (bits !== undefined) return withTls(bits);
	return (block, answers) => {
		answers.fill(Answer.ASK, 0, block.count);
	};
}

/** The answers of a guard are no more than "ask". */
export function atMostAsk(guards: readonly BlockTest[]): BlockTest {
	const one = new Uint8Array(BLOCK_LENGTH);
	return (block, answers) => {
		answers.fill(Answer.ASK, 0, block.count);
		for (const guard of guards) {
			guard(block, one);
			for (let i = 0; i < block.count; i++) if (one[i] === Answer.NO) answers[i] = Answer.NO;
		}
	};
}
