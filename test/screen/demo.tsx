/**
 * The screen over a fake session, to look at: `npx tsx test/screen/demo.tsx [few|many|huge|long|loading|broken|failed|empty|ipv4|ipv6]`.
 * `--ascii`, `--no-color`, `--theme=NAME` as in the program.
 */
import process from 'node:process';
import {runScreen} from '../../source/screen/run-screen.tsx';
import {FakeSession} from '../support/captures/fake-session.ts';
import {hugeSession, IDLE_CLIENT, longSession, mixedSession, TLS_ALERT} from '../support/frames/fake-captures.ts';

const SESSIONS: Readonly<Record<string, () => FakeSession>> = {
	few: () => mixedSession(3),
	many: () => mixedSession(250),
	huge: () => hugeSession(1_000_000),
	long: () => longSession(1_000_000),
	ipv6: () => new FakeSession().add(TLS_ALERT),
	ipv4: () => new FakeSession().add(IDLE_CLIENT),
	empty: () => new FakeSession(),
	loading,
	broken() {
		const session = mixedSession(3);
		session.streamRows = () => {
			throw new Error('the ladder broke');
		};
		return session;
	},
	failed() {
		const session = new FakeSession();
		session.progress = {
			...session.progress,
			phase: 'failed',
			message: 'notes.txt is not a capture: open a pcap or pcapng file.',
		};
		return session;
	},
};

/** Streams that keep coming. */
function loading(): FakeSession {
	const session = hugeSession(1_000_000);
	const {streams} = session.tables;
	streams.length = 1000;
	const begin = performance.now();
	const timer = setInterval(() => {
		streams.length = Math.min(1_000_000, streams.length + 3000);
		const done = streams.length === 1_000_000;
		session.progress = {
			...session.progress,
			phase: done ? 'done' : 'loading',
			bytesRead: streams.length * 100,
			bytesTotal: 100_000_000,
			packets: streams.length * 9,
			elapsedMilliseconds: performance.now() - begin,
		};
		session.notify();
		if (done) clearInterval(timer);
	}, 33);
	timer.unref();
	return session;
}

const [name = 'few', ...flags] = process.argv.slice(2);
const session = SESSIONS[name]!();
session.answerFilter = expression => {
	if (expression.includes('bad')) {
		const from = expression.indexOf('bad');
		return {
			ok: false,
			problems: [{from, to: from + 3, message: '"bad" is not a field or a protocol.', suggestion: 'tcp'}],
		};
	}
	if (/[=&|]\s*$/.test(expression)) {
		return {
			ok: false,
			problems: [{from: expression.length, to: expression.length, message: 'a value is missing.', incomplete: true}],
		};
	}
	return Array.from({length: Math.min(1000, Math.ceil(session.tables.streams.length / 3))}, (_, index) => index * 3);
};
const theme = flags.find(flag => flag.startsWith('--theme='))?.slice('--theme='.length);
const {status} = await runScreen(session, {
	ascii: flags.includes('--ascii'),
	color: !flags.includes('--no-color'),
	mouse: flags.includes('--mouse'),
	...(theme === undefined ? {} : {theme}),
});
process.exit(status);
