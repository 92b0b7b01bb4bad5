import type {VerdictId} from './verdicts.ts';

/** Verdicts that ask for the same kind of cure: where one looks next. */
export interface Family {
	readonly id: 'normal' | 'client' | 'server' | 'network' | 'tls' | 'open' | 'unknown';
	readonly title: string;
	readonly verdicts: readonly VerdictId[];
}

/** Every verdict is in one family. */
export const FAMILIES: readonly Family[] = [
	{
		id: 'client',
		title: 'the client is the cause',
		verdicts: [
			'idle-client-reset',
			'idle-client-close',
			'stale-reuse-reset',
			'close-race-reset',
			'abort-by-client',
			'connect-timeout-reset',
			'client-gave-up-waiting',
			'syn-scan',
		],
	},
	{
		id: 'server',
		title: 'the server is the cause',
		verdicts: [
			'connection-refused',
			'accepted-then-closed',
			'accepted-then-reset',
			'closed-with-unread-data',
			'server-died',
			'accept-queue-full',
			'never-closed-by-server',
			'zero-window-stall',
			'abort-by-server',
		],
	},
	{
		id: 'network',
		title: 'something on the path is',
		verdicts: [
			'syn-unanswered',
			'icmp-rejected',
			'middlebox-reset',
			'path-forgot-connection',
			'idle-timeout-reset',
			'nat-stray-reset',
			'mtu-black-hole',
			'retransmission-timeout',
			'keepalive-timeout',
			'keepalive-reset',
			'stale-connection-reset',
			'port-reuse-challenge',
			'fin-unanswered',
		],
	},
	{
		id: 'tls',
		title: 'TLS failed',
		verdicts: [
			'tls-alert',
			'tls-client-certificate',
			'plaintext-to-tls',
			'tls-to-plaintext',
			'tls-truncated',
			'tls-hidden-alert',
			'tls-no-answer',
		],
	},
	{
		id: 'normal',
		title: 'ended as it should',
		verdicts: [
			'clean-close',
			'half-close',
			'fin-then-reset',
			'health-check',
			'reset-after-complete-answer',
			'server-idle-close',
		],
	},
	{id: 'open', title: 'still open', verdicts: ['open-at-end']},
	{id: 'unknown', title: 'the capture does not tell', verdicts: ['unknown', 'one-sided']},
];
