import type {Category} from './diagnosis.ts';

export interface VerdictEntry {
	/** Stable: users filter, sort, group and script by it. */
	readonly id: string;
	readonly category: Category;
	/** What the verdict means, in a few words. */
	readonly title: string;
}

/** All verdicts; the stream table keeps the index, and 0 means not judged yet, or not known. */
export const VERDICTS = [
	{id: 'unknown', category: 'unknown', title: 'the packets do not tell how it ended'},

	{id: 'clean-close', category: 'normal', title: 'both ends closed and agreed'},
	{id: 'half-close', category: 'normal', title: 'one end stopped sending and listened on until the other was done'},
	{id: 'fin-then-reset', category: 'normal', title: 'reset by the end that had already closed'},
	{id: 'health-check', category: 'normal', title: 'a check that the port is open: no data'},
	{id: 'reset-after-complete-answer', category: 'normal', title: 'reset in place of a FIN, with nothing outstanding'},
	{id: 'server-idle-close', category: 'normal', title: 'server closed a connection that was not used'},

	{id: 'idle-client-reset', category: 'abnormal', title: 'client never spoke until the server had closed'},
	{id: 'idle-client-close', category: 'abnormal', title: 'client never spoke; server hung up'},
	{id: 'stale-reuse-reset', category: 'abnormal', title: 'client used a connection that the server had closed'},
	{id: 'close-race-reset', category: 'abnormal', title: 'request and close crossed on the wire'},
	{id: 'abort-by-client', category: 'info', title: 'client broke off while data was coming'},
	{id: 'connect-timeout-reset', category: 'abnormal', title: 'client gave up before the connection was set up'},
	{id: 'client-gave-up-waiting', category: 'abnormal', title: 'server accepted the request but did not answer in time'},
	{id: 'syn-scan', category: 'info', title: 'half-open scan of an open port'},

	{id: 'connection-refused', category: 'abnormal', title: 'nothing listens on that port'},
	{id: 'accepted-then-closed', category: 'abnormal', title: 'server accepted and hung up without a word'},
	{id: 'accepted-then-reset', category: 'abnormal', title: 'server accepted and reset without a word'},
	{id: 'closed-with-unread-data', category: 'abnormal', title: 'server answered and closed without reading the rest'},
	{id: 'server-died', category: 'abnormal', title: 'server process ended'},
	{id: 'accept-queue-full', category: 'abnormal', title: 'server does not accept connections fast enough'},
	{id: 'never-closed-by-server', category: 'abnormal', title: 'client closed, server application never did'},
	{id: 'zero-window-stall', category: 'abnormal', title: 'receiver stopped reading'},
	{id: 'abort-by-server', category: 'abnormal', title: 'server broke off before its answer was done'},

	{id: 'syn-unanswered', category: 'abnormal', title: 'no answer to the connection request'},
	{id: 'icmp-rejected', category: 'abnormal', title: 'a router or firewall refuses the traffic'},
	{id: 'middlebox-reset', category: 'abnormal', title: "reset by a device on the path in an end's name"},
	{id: 'path-forgot-connection', category: 'abnormal', title: 'after silence the path carries nothing any more'},
	{id: 'idle-timeout-reset', category: 'abnormal', title: 'reset at an idle limit, with no packet that asked for it'},
	{id: 'nat-stray-reset', category: 'abnormal', title: 'a packet escaped address translation and was reset'},
	{id: 'mtu-black-hole', category: 'abnormal', title: 'large packets vanish on the path'},
	{id: 'retransmission-timeout', category: 'abnormal', title: 'path or peer went away in mid-conversation'},
	{id: 'keepalive-timeout', category: 'abnormal', title: 'keep-alive found the peer gone'},
	{id: 'keepalive-reset', category: 'abnormal', title: 'keep-alive probe answered by a reset'},
	{id: 'stale-connection-reset', category: 'abnormal', title: 'peer no longer knows the connection'},
	{id: 'port-reuse-challenge', category: 'abnormal', title: 'an older connection with the same ports was in the way'},
	{id: 'fin-unanswered', category: 'abnormal', title: 'closing went unanswered'},

	{id: 'tls-alert', category: 'abnormal', title: 'TLS refused, with a readable alert'},
	{id: 'tls-client-certificate', category: 'abnormal', title: 'server wanted a client certificate'},
	{id: 'plaintext-to-tls', category: 'abnormal', title: 'plain text spoken to a TLS port'},
	{id: 'tls-to-plaintext', category: 'abnormal', title: 'TLS spoken to a plain-text port'},
	{id: 'tls-truncated', category: 'info', title: 'TLS ended without close_notify'},
	{id: 'tls-hidden-alert', category: 'abnormal', title: 'ended by a TLS error that is encrypted'},
	{id: 'tls-no-answer', category: 'abnormal', title: 'ClientHello was never answered'},

	{id: 'open-at-end', category: 'info', title: 'still open when the capture stopped'},
	{id: 'one-sided', category: 'unknown', title: 'only one direction was captured'},
] as const satisfies readonly VerdictEntry[];

export type VerdictId = (typeof VERDICTS)[number]['id'];

const INDEX: ReadonlyMap<string, number> = new Map(VERDICTS.map((verdict, index) => [verdict.id, index]));

/** Index of a verdict in `VERDICTS`. */
export function verdictIndex(id: VerdictId): number {
	return INDEX.get(id)!;
}

/** Facts that stand beside a verdict. */
export const SIDE_FACTS = [
	{id: 'tls-close-notify', title: 'TLS was ended with close_notify'},
	{id: 'mid-stream-start', title: 'the start is not in the capture'},
	{id: 'captured-twice', title: 'each packet is in the capture twice'},
	{id: 'capture-drops', title: 'the capture misses packets that arrived'},
	{id: 'snaplen-cut', title: 'packets are cut short in the capture'},
	{id: 'blind-reset-refused', title: 'a reset arrived and had no effect'},
	{id: 'deferred-accept', title: 'the server waits for data before it accepts'},
	{id: 'third-ack-lost', title: 'the last packet of the handshake was lost'},
	{id: 'last-ack-lost', title: 'the last acknowledgment was lost and repeated'},
	{id: 'simultaneous-close', title: 'both ends closed at the same moment'},
	{id: 'clock-went-back', title: 'time stamps go back'},
] as const;
export type SideFactId = (typeof SIDE_FACTS)[number]['id'];
