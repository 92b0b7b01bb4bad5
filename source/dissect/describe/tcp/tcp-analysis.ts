import {type FieldTree, GENERATED} from '../field-tree.ts';
import type {AnalysisFacts, SegmentFacts} from './segment-facts.ts';

/** The findings on a segment (spec/tcp-analysis.md 10). */
export function describeAnalysis(tree: FieldTree, at: number, facts: SegmentFacts): void {
	const {analysis} = facts;
	if (analysis !== undefined) {
		tree.derive('tcp.analysis', undefined, at);
		tree.below(() => describeFindings(tree, at, analysis));
	}
	for (const name of facts.fastOpen) tree.derive(name, undefined, at);
}

function describeFindings(tree: FieldTree, at: number, analysis: AnalysisFacts): void {
	const add = (name: string, value: number | bigint | undefined) => {
		if (value !== undefined) tree.derive(name, value, at, GENERATED);
	};
	add('tcp.analysis.acks_frame', analysis.acksFrame);
	add('tcp.analysis.ack_rtt', analysis.ackRtt);
	add('tcp.analysis.initial_rtt', analysis.initialRtt);
	add('tcp.analysis.bytes_in_flight', analysis.bytesInFlight);
	add('tcp.analysis.push_bytes_sent', analysis.pushBytesSent);
	if (analysis.labels.length > 0) {
		tree.derive('tcp.analysis.flags', undefined, at);
		tree.below(() => {
			for (const name of analysis.labels) tree.derive(name, undefined, at);
		});
	}
	add('tcp.analysis.rto', analysis.timeout?.elapsed);
	add('tcp.analysis.rto_frame', analysis.timeout?.frame);
	add('tcp.analysis.duplicate_ack_num', analysis.duplicateAck?.number);
	add('tcp.analysis.duplicate_ack_frame', analysis.duplicateAck?.frame);
	// Wireshark notes it twice, and field output counts both.
	if (analysis.duplicateAck !== undefined) tree.below(() => tree.derive('tcp.analysis.duplicate_ack', undefined, at));
}
