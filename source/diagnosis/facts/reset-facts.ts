/**
 * The reset that ended a stream: its form, and how it fits what its sender had sent before (spec/diagnoses.md D.2).
 * `row` is -1 where no reset took effect.
 */
export class ResetFacts {
	row = -1;
	at = 0;
	/** 0 client, 1 server: whose address it carries. */
	side = 0;
	/** RST without ACK: the answer to a segment of a connection that its sender does not know. */
	bare = false;
	window = 0;
	/** Its sequence number is what the other end expects next, or what its sender would send next. */
	exact = false;
	/** With ACK: it acknowledges everything that the other end has sent. */
	acksAll = false;
	/** TTL minus that of its sender's other packets; 0 where there are none. */
	ttlDelta = 0;
	ttl = 0;
	/** IPv4 identification and window are those of the packet that it answers, and its sender's own differ. */
	idCopied = false;
	windowCopied = false;
	/**
	 * The packet that it answers, or after which it came (reset-provoker.ts), else the first of the other end's newest
	 * burst; and the time from it to the reset.
	 */
	provokedBy = -1;
	reaction = 0;
	/** Time since the first packet of the other end's newest burst; infinite where the other end sent none. */
	sinceBurst = Number.POSITIVE_INFINITY;
	/** The burst that it answers has data. */
	answersData = false;
	/** The packet before it is a keep-alive probe of the other end. */
	answersProbe = false;
	/** Time since either end sent data or opened the connection, up to the packet that it answers. */
	quiet = 0;
	/** Payload of the server so far. */
	serverPayload = 0;
	/** Its sender, or who else uses that address, sends other packets more than a millisecond later. */
	goesOnRow = -1;

	reset(): void {
		this.row = this.provokedBy = this.goesOnRow = -1;
	}
}
