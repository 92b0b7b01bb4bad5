/** What following its stream told of a segment, beyond its bytes. Times are in nanoseconds. */
export interface SegmentFacts {
	readonly stream: number;
	readonly completeness: number;
	/** Bytes of payload; undefined where they are not known (spec/tcp-analysis.md 2.6). */
	readonly length: number | undefined;
	/** As shown: relative where Wireshark shows them relative. */
	readonly sequence: number;
	readonly acknowledgment: number;
	readonly nextSequence: number | undefined;
	/** False for a header that an ICMP error quotes over IPv4: `sequence` is the raw number already. */
	readonly showRawSequence: boolean;
	/** What `acknowledgment` is relative to: edges of selective acknowledgments are, too. */
	readonly acknowledgmentBase: number;
	/** In bytes, scaled where the scale is known. */
	readonly windowSize: number;
	/** Undefined on a SYN; -1 unknown, -2 not in use. */
	readonly scaleFactor: number | undefined;
	readonly timeRelative: bigint | undefined;
	readonly timeDelta: bigint | undefined;
	readonly analysis: AnalysisFacts | undefined;
	/** Whether the other side had finished before: this FIN is the second. Undefined where that is not known. */
	readonly finishesSecond: boolean | undefined;
	/** Fields of Fast Open, which do not count as remarkable. */
	readonly fastOpen: readonly string[];
}

/** What is below tcp.analysis; undefined is not shown. */
export interface AnalysisFacts {
	readonly acksFrame: number | undefined;
	readonly ackRtt: bigint | undefined;
	readonly initialRtt: bigint | undefined;
	readonly bytesInFlight: number | undefined;
	readonly pushBytesSent: number | undefined;
	/** Names of the labels, as tcp.analysis.flags has them below it. */
	readonly labels: readonly string[];
	readonly duplicateAck: {readonly number: number; readonly frame: number} | undefined;
	readonly timeout: {readonly elapsed: bigint; readonly frame: number} | undefined;
}
