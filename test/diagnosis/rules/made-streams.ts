import {type Frame, icmp} from '../../support/frames/capture-builder.ts';
import {
	alert,
	bytesOf,
	clientHello,
	conversation,
	exchange,
	type Line,
	OPENING,
	record,
	serverHello,
} from '../conversation.ts';
import {later} from './verdict-of.ts';

/** A capture made for a way in which a connection ends; stream 0 is the one that counts. */
export interface MadeStream {
	/** Code of the pattern in the knowledge base. */
	readonly pattern: string;
	/** Verdict, who ended it, confidence. */
	readonly ending: string;
	readonly says: RegExp;
	readonly frames: readonly Frame[];
}

/** TLS 1.2 up to the first answer. */
const TLS12: readonly Line[] = [
	...OPENING,
	[0.03, 'c', 'PA', {payload: clientHello()}],
	[0.05, 's', 'PA', {payload: serverHello()}],
	[0.06, 'c', 'PA', {payload: record(23, 60)}],
	[0.08, 's', 'PA', {payload: record(23, 300)}],
];

/** TLS 1.3 up to the server's Finished. */
const TLS13: readonly Line[] = [
	...OPENING,
	[0.03, 'c', 'PA', {payload: clientHello()}],
	[0.05, 's', 'PA', {payload: bytesOf(serverHello(0x0304), record(20, 1), record(23, 900))}],
];

const USED: readonly Line[] = [...OPENING, ...exchange(0.03)];

function made(pattern: string, ending: string, says: RegExp, lines: readonly Line[], until = 0): MadeStream {
	return {pattern, ending, says, frames: [...conversation(lines), ...later(until)]};
}

/** A server that ends one of its connections and refuses the next. */
function deadServer(): readonly Frame[] {
	const ended = conversation([...USED, [5, 's', 'FA'], [5.001, 'c', 'A']]);
	const refused = conversation(
		[
			[0, 'c', 'S'],
			[0.02, 's', 'RA', {at: 0}],
		],
		{from: 6, client: '10.1.0.2:45009'},
	);
	return [...ended, ...refused];
}

/** An ICMP error about a packet that the capture does not hold. */
function errorAlone(): readonly Frame[] {
	const [quote] = conversation([[0, 'c', 'A']]);
	return [icmp({from: '10.1.0.1', to: '10.1.0.2', type: 3, code: 13, quote: quote!, quoteLength: 40, time: 1})];
}

/** Ways to end that no recorded capture shows, by their description in the knowledge base. */
export const MADE_STREAMS: readonly MadeStream[] = [
	{
		pattern: 'M3',
		ending: 'icmp-rejected middlebox likely',
		says: /^The router or firewall 10\.1\.0\.1 says .* cannot be delivered: administratively prohibited\.$/,
		frames: errorAlone(),
	},
	made('N8', 'health-check client possible', /reset before the connection was set up/, [
		...OPENING.slice(0, 2),
		[0.0201, 'c', 'R', {at: 1}],
	]),
	made('M2', 'syn-unanswered nobody likely', /never confirmed the SYN\/ACK .* sent 3 times/, [
		[0, 'c', 'S'],
		[0.001, 's', 'SA'],
		[1, 'c', 'S', {again: true}],
		[1.02, 's', 'SA', {again: true}],
		[3.02, 's', 'SA', {again: true}],
	]),
	made('T1', 'tls-alert server certain', /^Server .* ended TLS with the alert internal_error: it failed by itself/, [
		...TLS12.slice(0, -2),
		[0.06, 's', 'PA', {payload: alert(2, 80)}],
		[0.0601, 's', 'FA'],
		[0.061, 'c', 'FA'],
		[0.08, 's', 'A'],
	]),
	made('T10', 'tls-hidden-alert client likely', /^Client .* most likely over the server's certificate/, [
		...TLS13,
		[0.06, 'c', 'PA', {payload: bytesOf(record(20, 1), record(23, 19))}],
		[0.0601, 'c', 'FA'],
		[0.08, 's', 'FA'],
		[0.081, 'c', 'A'],
	]),
	made('T10', 'tls-hidden-alert server likely', /^Server .* most likely over a client certificate/, [
		...TLS13,
		[0.06, 'c', 'PA', {payload: bytesOf(record(20, 1), record(23, 53))}],
		[0.08, 's', 'PA', {payload: record(23, 19)}],
		[0.0801, 's', 'FA'],
		[0.081, 'c', 'FA'],
		[0.1, 's', 'A'],
	]),
	made('T12', 'tls-hidden-alert server possible', /encrypted TLS alert and reset while an answer was due/, [
		...TLS12,
		[0.09, 'c', 'PA', {payload: record(23, 60)}],
		[0.11, 's', 'PA', {payload: record(21, 26)}],
		[0.1101, 's', 'RA'],
	]),
	made('T13', 'tls-no-answer client likely', /never answered it; the client left after 15 s\.$/, [
		...TLS12.slice(0, -3),
		[0.05, 's', 'A'],
		[15.03, 'c', 'FA'],
		[15.05, 's', 'A'],
	]),
	made(
		'M20',
		'fin-unanswered client likely',
		/closed; server .* closed 39 s later \(sent 4 times\), and nobody was there/,
		[
			...USED,
			[1, 'c', 'FA'],
			[1.02, 's', 'A'],
			[40, 's', 'FA'],
			[40.3, 's', 'FA', {again: true}],
			[40.9, 's', 'FA', {again: true}],
			[42.1, 's', 'FA', {again: true}],
		],
	),
	{
		pattern: 'S5',
		ending: 'server-died server likely',
		says: /ended at \d\d:\d\d:\d\d UTC: 1\.02 s later it refused a new connection\.$/,
		frames: deadServer(),
	},
	made('C2', 'idle-client-close server likely', /reset a connection over which .* had said nothing for 30 s\.$/, [
		...OPENING,
		[30.02, 's', 'RA'],
	]),
	made('T11', 'reset-after-complete-answer client likely', /ended the TLS session in order/, [
		...TLS12,
		[0.081, 'c', 'PA', {payload: record(21, 26)}],
		[0.1, 's', 'PA', {payload: record(21, 26)}],
		[0.1001, 's', 'FA'],
		[0.101, 'c', 'RA'],
	]),
	made('C5', 'abort-by-client client possible', /broke off with a reset/, [
		...USED,
		[0.2, 'c', 'PA', {payload: 40}],
		[0.3, 'c', 'RA'],
	]),
	made('C10', 'health-check client likely', /connected to .* and closed without a byte, 0\.9 ms after the opening\.$/, [
		...OPENING,
		[0.021, 'c', 'FA'],
		[0.04, 's', 'FA'],
		[0.0401, 'c', 'A'],
	]),
	made('C9', 'client-gave-up-waiting client likely', /had taken its request but sent no answer within 30 s\.$/, [
		...USED,
		[1, 'c', 'PA', {payload: 80}],
		[1.02, 's', 'A'],
		[31, 'c', 'FA'],
		[31.02, 's', 'FA'],
		[31.021, 'c', 'A'],
	]),
	made('S10', 'server-idle-close server certain', /closed the connection after 65 s without use\.$/, [
		...USED,
		[65.05, 's', 'FA'],
		[65.051, 'c', 'A'],
		[65.06, 'c', 'FA'],
		[65.08, 's', 'A'],
	]),
	made(
		'S9',
		'never-closed-by-server client likely',
		/did not close its side within 89 s\.$/,
		[...USED, [1, 'c', 'FA'], [1.02, 's', 'A']],
		90,
	),
	made(
		'A1',
		'open-at-end nobody certain',
		/still open when the capture stopped, 4\.95 s after its last packet\.$/,
		USED,
		5,
	),
	made('N5', 'fin-then-reset client certain', /its reset is the proper reply to what server .* still sent\.$/, [
		...USED,
		[1, 'c', 'FA'],
		[1.02, 's', 'FA'],
		[1.021, 'c', 'A'],
		// An old duplicate behind the full close (RFC 1337): the client has no socket any more.
		[1.5, 's', 'A'],
		[1.5001, 'c', 'R'],
	]),
];
