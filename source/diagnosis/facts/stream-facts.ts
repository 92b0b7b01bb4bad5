import {EndFacts} from './end-facts.ts';
import {ResetFacts} from './reset-facts.ts';
import {Segment} from './segment.ts';
import {TlsFacts} from './tls-facts.ts';

/** Index of an end in `StreamFacts.ends`. */
export const CLIENT = 0;
export const SERVER = 1;

/**
 * What the rules know of one stream (spec/diagnoses.md D.1). One object is filled for stream after stream by
 * `gatherFacts` (gather.ts). Rows are rows of the packet table, -1 for none; times are nanoseconds since the stream's
 * first packet.
 */
export class StreamFacts {
	stream = -1;
	/** The stream's packets in order, without the copies of a capture that has each packet twice. */
	rows = new Uint32Array(64);
	count = 0;
	firstRow = -1;
	lastRow = -1;
	lastAt = 0;
	/** The stream's last row in the stream table when these facts were gathered: that of a copy or an ICMP error, too. */
	gatheredTo = -1;
	/** Time from the stream's last packet to the capture's last packet so far. */
	sinceLast = 0;

	readonly client = new EndFacts();
	readonly server = new EndFacts();
	readonly ends: readonly [EndFacts, EndFacts] = [this.client, this.server];
	readonly reset = new ResetFacts();
	readonly tls = new TlsFacts();
	/** The packet that the walk is at. */
	readonly segment = new Segment();

	/** No SYN was seen: who is client is a guess. */
	rolesGuessed = false;
	/** The ends' addresses are not those of neighbours. Only known where a reset is all that the server sent. */
	isOtherNetwork = false;
	/** Window of the client's SYN. */
	synWindow = 0;
	/** The client's ACK of the SYN/ACK, or what it sent after it. */
	thirdRow = -1;
	/** When the connection was open, as far as the tap shows: the third packet, else the SYN/ACK, else the first packet. */
	openAt = 0;
	/** SYN to SYN/ACK and SYN/ACK to ACK: round trips from the tap to the server and to the client; 0 unknown. */
	serverTrip = 0;
	clientTrip = 0;
	/** SYN/ACK repeated though the tap saw the client's ACK: packet and time since the first. */
	repeatedSynAckRow = -1;
	repeatedSynAckGap = 0;
	/** A packet with ACK and without SYN that answers a SYN: of an older connection with these ports. */
	challengeRow = -1;
	/** The client's reset of it, or any reset after which the connection was opened all the same. */
	earlyResetRow = -1;
	/** A reset after which both ends went on. */
	refusedResetRow = -1;
	/** A SYN behind both FINs: from there on the packets are those of another connection, which is not looked into. */
	restartRow = -1;

	/** End that sent the newest payload: `CLIENT`, `SERVER`, or -1. */
	lastDataSide = -1;
	lastDataRow = -1;
	/** When either end last sent payload or opened the connection, and which packet that was. */
	activeAt = 0;
	activeRow = -1;
	/** Newest payload of the client that came after one of the server, or first of all: the request at hand. */
	requestRow = -1;
	requestAt = 0;
	/** First acknowledgment of the server of that payload. */
	requestAckRow = -1;
	/** First payload of the server after it. */
	answerRow = -1;
	/** The client acknowledged bytes behind its request that the tap has not seen: the answer may be among them. */
	answerUnseen = false;
	/** Requests that were answered. */
	exchanges = 0;

	/** First end to send a FIN, or -1. */
	firstFinSide = -1;
	/** Each FIN was sent before its sender could know of the other's, and not on the other's last word. */
	finsCross = false;

	/** ICMP error that quotes the stream: packet, type, code, row of the sender's address; which end's segment. */
	icmpRow = -1;
	icmpType = 0;
	icmpCode = 0;
	icmpSender = 0;
	icmpVersion = 4;

	/** Packets whose copies were left out. */
	copies = 0;
	/** Acknowledgments of bytes that the tap has not seen. */
	ackedUnseen = 0;
	/** Bytes that the tap has not seen before a later segment of the same end. */
	lostSegments = 0;
	/** Some packet was cut by the snap length. */
	isCut = false;
	/** By how much a packet is older than the one before it, at most. */
	clockStep = 0;

	/** What each end's first payload looks like: `FirstPayload`, or an HTTP status code. */
	clientOpening = 0;
	serverOpening = 0;

	clear(stream: number): void {
		this.stream = stream;
		this.count = 0;
		this.client.reset();
		this.server.reset();
		this.reset.reset();
		this.tls.reset();
		this.firstRow = this.lastRow = this.thirdRow = this.repeatedSynAckRow = this.challengeRow = this.restartRow = -1;
		this.earlyResetRow = this.refusedResetRow = this.lastDataSide = this.lastDataRow = this.activeRow = -1;
		this.requestRow = this.requestAckRow = this.answerRow = this.firstFinSide = this.icmpRow = -1;
		this.lastAt = this.sinceLast = this.openAt = this.serverTrip = this.clientTrip = this.repeatedSynAckGap = 0;
		this.activeAt = this.requestAt = this.exchanges = this.copies = this.ackedUnseen = this.lostSegments = 0;
		this.synWindow = this.clockStep = 0;
		this.answerUnseen = false;
		this.rolesGuessed = this.isOtherNetwork = this.finsCross = this.isCut = false;
	}

	/** A packet is older than the one before it. */
	get clockWentBack(): boolean {
		return this.clockStep > 0;
	}

	/** A SYN, or its answer, and what the client sends once the connection is open were seen. */
	get isOpened(): boolean {
		return !this.isMidStream && this.thirdRow >= 0;
	}

	/** Neither end's SYN was seen: the capture began, or the tap came, later. */
	get isMidStream(): boolean {
		return this.client.synRow < 0 && this.server.synRow < 0;
	}

	/** Only one end's packets are in the capture, though they show that the other end spoke. */
	get isOneSided(): boolean {
		return this.client.packets + this.client.resetCount === 0 || this.server.packets + this.server.resetCount === 0;
	}

	/** Shortest time from a packet towards an end to that end's answer, as the tap sees it; 0 unknown. */
	tripTo(side: number): number {
		const {reaction} = this.ends[side]!;
		const opening = side === SERVER ? this.serverTrip : this.clientTrip;
		if (reaction === Number.POSITIVE_INFINITY) return opening;
		return opening > 0 ? Math.min(reaction, opening) : reaction;
	}

	/** Round-trip time between the ends; 0 unknown: the tap's distance to one of them says nothing of the other's. */
	get roundTrip(): number {
		if (this.serverTrip > 0 && this.clientTrip > 0) return this.serverTrip + this.clientTrip;
		const [toServer, toClient] = [this.tripTo(SERVER), this.tripTo(CLIENT)];
		return toServer > 0 && toClient > 0 ? toServer + toClient : 0;
	}

	/** FINs that crossed come within one round trip of each other, wherever the tap is; with some slack for its jitter. */
	get crossing(): number {
		return (this.roundTrip || UNKNOWN_TRIP) + 20e6;
	}

	/** What is sent within this time of each other may have crossed on the way. */
	get flight(): number {
		return (this.roundTrip || UNKNOWN_TRIP) * 1.5 + 20e6;
	}
}

/** A long way across the net, for want of a measured round trip. */
const UNKNOWN_TRIP = 100e6;

/** Further than any window: the numbers belong to another connection, or their base was not known. */
const FAR = 2 ** 26;

/** Whether two sequence numbers are too far apart to belong together. */
export function isFar(a: number, b: number): boolean {
	return Math.abs((a - b) | 0) > FAR;
}

/** Whether sequence number `a` is behind `b`, modulo 2^32. */
export function isBehind(a: number, b: number): boolean {
	return ((a - b) | 0) > 0;
}
