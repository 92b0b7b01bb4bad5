import type {CaptureTables} from '../../analysis/tables/capture-tables.ts';
import {Analysis, TcpFlag, TlsBits} from '../../analysis/tables/packet-table.ts';
import type {FieldDefinition} from '../../dissect/field.ts';
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

/** What a segment has that says something about its connection. */
const CONNECTION_FLAGS: readonly (readonly [string, number])[] = [
	['tcp.connection.syn', TcpFlag.SYN],
	['tcp.connection.fin', TcpFlag.FIN],
	['tcp.connection.rst', TcpFlag.RST],
];

/** What was found about a segment that has these numbers. */
const ANALYSIS_LABELS: readonly (readonly [string, number])[] = [
	['tcp.analysis.duplicate_ack_', Analysis.DUPLICATE_ACK],
	['tcp.analysis.rto', Analysis.LABELS],
];

/**
 * For fields that the tables do not hold: NO where the tables say that the packet cannot have the field. A comparison
 * never holds where a field is absent, so most packets are never dissected.
 */
export function absenceGuard({name, dissected}: FieldDefinition, {packets}: CaptureTables): BlockTest {
	if (dissected === false) return (block, answers) => answers.fill(Answer.NO, 0, block.count);
	const connection = CONNECTION_FLAGS.find(([prefix]) => name.startsWith(prefix))?.[1];
	if (connection !== undefined) return when(plainTcp, row => (packets.flags(row) & connection) !== 0);
	const labels = ANALYSIS_LABELS.find(([prefix]) => name.startsWith(prefix))?.[1];
	if (labels !== undefined) return when(plainTcp, row => (packets.analysis(row) & labels) !== 0);
	if (name === 'tcp.payload') return when(plainTcp, row => packets.payloadLength(row) > 0);
	if (name.startsWith('tcp.')) return plainTcp;
	const bits = TLS_BITS.find(([prefix]) => name.startsWith(prefix))?.[1];
	if (bits !== undefined) return withTls(bits);
	return (block, answers) => {
		answers.fill(Answer.ASK, 0, block.count);
	};
}

/** NO instead of YES: what is not there in a packet that the tables know. */
export function neverYes(state: BlockTest): BlockTest {
	return (block, answers) => {
		state(block, answers);
		for (let i = 0; i < block.count; i++) if (answers[i] === Answer.YES) answers[i] = Answer.NO;
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
