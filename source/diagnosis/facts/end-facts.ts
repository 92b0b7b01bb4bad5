/**
 * What one end of a stream did. Rows are rows of the packet table, -1 for none; sequence and acknowledgment numbers are
 * relative and compared modulo 2^32; times are nanoseconds since the stream's first packet. Resets are not counted in
 * anything but the reset fields, and what the capture holds twice is counted once.
 */
export class EndFacts {
	packets = 0;
	firstRow = -1;
	lastRow = -1;
	lastAt = 0;

	/** SYN, or SYN/ACK: first, last, how often. */
	synRow = -1;
	lastSynRow = -1;
	synCount = 0;

	/** New payload bytes, and the packets that brought them. */
	payload = 0;
	dataPackets = 0;
	firstDataRow = -1;
	lastDataRow = -1;
	firstDataAt = 0;
	lastDataAt = 0;
	/** Sequence number of the first payload: 1 unless earlier payload is missing. */
	firstDataSequence = 0;
	lastDataLength = 0;
	/** Largest payload of a packet. */
	largest = 0;
	/** Packets whose payload had been sent before. */
	repeats = 0;
	/** Sequence number behind the last byte sent; highest acknowledgment sent. */
	next = 0;
	acked = 0;
	/** Start and length of bytes that this end never sent past the tap while it sent later ones; -1 for none. */
	holeAt = -1;
	holeBytes = 0;

	finRow = -1;
	finAt = 0;
	/** Sequence number behind the FIN. */
	finEnd = 0;
	finCount = 0;
	/** Acknowledgment number of the first FIN. */
	finAcknowledgment = 0;
	lastFinRow = -1;
	lastFinAt = 0;
	/** First packet of the other end that acknowledges the FIN. */
	finAckedRow = -1;
	/**
	 * State at the first FIN: quiet time before it (0 where the tap missed what came before), payload of either end so
	 * far, whether the other's data waits.
	 */
	finQuiet = 0;
	/** Time without payload before what was sent directly ahead of the FIN, unless that answers the other end. */
	finUnprompted = 0;
	finOwnPayload = 0;
	finPeerPayload = 0;
	/** The last new payload before the FIN came from the other end. */
	finOwesAnswer = false;
	/** Newest data packet of the other end that the FIN does not acknowledge. */
	finUncoveredRow = -1;
	/** Time without payload before the burst of the other end which the FIN does not acknowledge. */
	finUncoveredQuiet = 0;

	/** New data after the other end's FIN: first packet, bytes, and whether that packet acknowledges the FIN. */
	lateRow = -1;
	lateAt = 0;
	lateBytes = 0;
	lateKnew = false;

	/** Resets: first, last, how often. */
	resetRow = -1;
	lastResetRow = -1;
	resetCount = 0;

	/** Of the first packet that is no reset. */
	ttl = -1;
	/** Window as in the header, and IPv4 identification, of the newest packet. */
	window = 0;
	ipId = 0;

	/** Closed receive window: since when (or -1), how long in all, announcements. */
	zeroSince = -1;
	zeroSinceRow = -1;
	zeroTime = 0;
	zeroCount = 0;

	/** First of the newest packets that came in a row without a packet of the other end and without a pause. */
	burstRow = -1;
	burstAt = 0;
	burstHasData = false;
	/** Longest time before payload of the burst that nobody had asked for: the newest payload was this end's own. */
	burstUnprompted = 0;
	/** Time without payload, of either end, before the burst. */
	burstQuiet = 0;
	/** Shortest time between a packet of the other end and this end's acknowledgment of it, as the tap sees it. */
	reaction = Number.POSITIVE_INFINITY;

	/** The repeated payload at hand: sequence number, length, how often beyond the first. */
	repeatSequence = 0;
	repeatLength = 0;
	repeatCount = 0;
	/** Largest payload of a packet that the other end acknowledged by itself. */
	largestAcked = 0;

	/** The unanswered repetition at hand: row, sequence number and count; where the wait for an answer began. */
	runKind = RunKind.NONE;
	runRow = -1;
	runSequence = 0;
	runCount = 0;
	waitRow = -1;
	/** Time without payload before that. */
	waitQuiet = 0;
	/** The longest unanswered repetition. */
	longestKind = RunKind.NONE;
	longestRow = -1;
	longestLastRow = -1;
	longestEnd = 0;
	longestCount = 0;
	longestWaitRow = -1;
	longestQuiet = 0;

	reset(): void {
		this.packets = 0;
		this.firstRow = this.lastRow = this.synRow = this.lastSynRow = -1;
		this.lastAt = this.synCount = this.payload = this.dataPackets = 0;
		this.firstDataRow = this.lastDataRow = -1;
		this.firstDataAt =
			this.lastDataAt =
			this.firstDataSequence =
			this.lastDataLength =
			this.largest =
			this.repeats =
			this.next =
			this.acked =
				0;
		this.holeAt = this.finRow = this.lastFinRow = this.finAckedRow = this.finUncoveredRow = -1;
		this.holeBytes = this.lastFinAt = this.finAt = this.finEnd = this.finAcknowledgment = this.finCount = 0;
		this.finUncoveredQuiet = 0;
		this.finQuiet = this.finUnprompted = this.finOwnPayload = this.finPeerPayload = 0;
		this.finOwesAnswer = this.lateKnew = this.burstHasData = false;
		this.lateRow = this.resetRow = this.lastResetRow = this.ttl = -1;
		this.lateAt = this.lateBytes = this.resetCount = this.window = this.ipId = 0;
		this.zeroSince = this.zeroSinceRow = this.burstRow = -1;
		this.zeroTime = this.zeroCount = this.burstAt = this.burstQuiet = this.burstUnprompted = 0;
		this.repeatSequence = this.repeatLength = this.repeatCount = this.largestAcked = 0;
		this.reaction = Number.POSITIVE_INFINITY;
		this.runKind = this.longestKind = RunKind.NONE;
		this.runRow = this.waitRow = this.longestRow = this.longestLastRow = this.longestWaitRow = -1;
		this.runSequence = this.runCount = this.longestEnd = this.longestCount = this.waitQuiet = this.longestQuiet = 0;
	}
}

/** Sequence number behind an end's last payload byte. */
export function endOfData({finRow, next, finEnd}: EndFacts): number {
	return finRow >= 0 && next === finEnd ? (next - 1) >>> 0 : next;
}

/** What an end repeats without an answer. */
export const enum RunKind {
	NONE = 0,
	SYN = 1,
	DATA = 2,
	FIN = 3,
	KEEP_ALIVE = 4,
}
