import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';
import {gzipSync} from 'node:zlib';
import {TcpFlag} from '../../source/analysis/tables/packet-table.ts';
import {VERDICTS} from '../../source/diagnosis/verdicts.ts';
import {LoadingThread} from '../../source/session/load/loading-thread.ts';
import {WorkerSession} from '../../source/session/worker-session.ts';
import {tlsRecording} from '../support/captures/decrypted-capture.ts';
import {sample} from '../support/captures/samples.ts';
import {pcap, tcp} from '../support/frames/capture-builder.ts';
import {scratchFolder} from '../support/scratch-folder.ts';
import {PATIENCE} from '../support/terminal/patience.ts';
import {WORKER} from '../support/terminal/program.ts';

const folder = scratchFolder();

/** Waits until a session is in a state; fails after a while. */
async function until(session: WorkerSession, reached: () => boolean): Promise<void> {
	const end = Date.now() + PATIENCE;
	while (!reached()) {
		assert.ok(Date.now() < end, 'the session does not come to the expected state');
		await new Promise<void>(resolve => {
			const stop = session.subscribe(done);
			const timer = setTimeout(done, 100);
			function done() {
				clearTimeout(timer);
				stop();
				resolve();
			}
		});
	}
}

async function open(...files: readonly string[]): Promise<WorkerSession> {
	const session = new WorkerSession(new LoadingThread({files}, WORKER));
	await until(session, () => session.progress.phase !== 'loading');
	return session;
}

test('a capture is loaded by the worker into tables that this thread reads', async () => {
	const session = await open(sample('mixed.pcap'));
	try {
		assert.equal(session.progress.phase, 'done');
		assert.equal(session.tables.streams.length, 215);
		assert.equal(session.view.count, 215);
		assert.deepEqual([session.view.at(0), session.view.at(214), session.view.indexOf(7)], [0, 214, 7]);
		const counts = new Set(Array.from({length: 215}, (_, stream) => session.ending(stream)?.verdict));
		assert.ok(counts.has('idle-client-reset') && counts.has('clean-close'));
	} finally {
		session.close();
	}
});

test('what the loading thread says before a session listens is not lost', async () => {
	const files = [sample('mixed.pcap')];
	const thread = new LoadingThread({files}, WORKER);
	// By the time that another has loaded the same file, this one has told something.
	(await open(...files)).close();
	const session = new WorkerSession(thread);
	try {
		await until(session, () => session.progress.phase === 'done');
		assert.equal(session.tables.streams.length, 215);
	} finally {
		session.close();
	}
});

test('a thread that stopped before a session listened is said to have', async () => {
	const thread = new LoadingThread({files: [sample('mixed.pcap')]}, new URL('no-such-worker.js', WORKER));
	(await open(sample('mixed.pcap'))).close();
	const session = new WorkerSession(thread);
	try {
		await until(session, () => session.progress.phase === 'failed');
		assert.match(session.progress.message ?? '', /^The loading thread stopped: internal error: Cannot find module/);
	} finally {
		session.close();
	}
});

test('the worker decrypts with the key log of the request, and a key log that is not there ends the load', async () => {
	const files = [tlsRecording('tls13.pcap')];
	const session = new WorkerSession(new LoadingThread({files, keyLog: tlsRecording('tls13.keys')}, WORKER));
	const failing = new WorkerSession(new LoadingThread({files, keyLog: join(folder, 'none')}, WORKER));
	try {
		await until(session, () => session.progress.phase !== 'loading');
		assert.match(session.diagnose(10).summary, /decrypted alert bad_record_mac/);
		await until(failing, () => failing.progress.phase !== 'loading');
		assert.equal(failing.progress.phase, 'failed');
		assert.match(failing.progress.message ?? '', /^The key log \S+none does not exist/);
	} finally {
		session.close();
		failing.close();
	}
});

test('the worker and the screen judge by the same thresholds', async () => {
	const session = new WorkerSession(
		new LoadingThread({files: [sample('never-speaks.pcap')]}, WORKER, {
			idleSeconds: 100,
			patienceSeconds: 1,
		}),
	);
	try {
		await until(session, () => session.progress.phase !== 'loading');
		assert.notEqual(session.ending(0)?.verdict, 'idle-client-reset');
		assert.equal(session.diagnose(0).verdict, session.ending(0)?.verdict);
	} finally {
		session.close();
	}
});

test('the worker counts the endings of the streams that pass the filter in force', async () => {
	const session = await open(sample('mixed.pcap'));
	const counted = () =>
		session.endings()?.summary.verdicts.map(({verdict, streams}) => [VERDICTS[verdict]!.id, streams]);
	const settled = (filter: string) => () => {
		const answer = session.endings();
		return answer?.filter === filter && answer.complete;
	};
	try {
		await until(session, settled(''));
		const tally = new Map<string, number>();
		for (let stream = 0; stream < 215; stream++) {
			const {verdict} = session.ending(stream)!;
			tally.set(verdict, (tally.get(verdict) ?? 0) + 1);
		}
		assert.deepEqual(new Map(counted() as [string, number][]), tally);
		session.setFilter('conn.verdict == "idle-client-reset"');
		await until(session, settled('conn.verdict == "idle-client-reset"'));
		assert.deepEqual(counted(), [['idle-client-reset', tally.get('idle-client-reset')]]);
	} finally {
		session.close();
	}
});

test('a filter lists the streams with a passing packet, and a wrong one changes nothing', async () => {
	const session = await open(sample('mixed.pcap'));
	try {
		assert.deepEqual(session.setFilter('tcp.flags.reset == 1'), {ok: true});
		await until(session, () => session.view.filter?.complete === true);
		const {count} = session.view;
		assert.ok(count > 0 && count < 215);
		const {packets} = session.tables;
		for (let index = 0; index < count; index++) {
			const rows = session.streamRows(session.view.at(index));
			const resets = rows.filter(row => (packets.flags(row) & TcpFlag.RST) !== 0);
			assert.ok(resets.length > 0);
			for (const row of rows) assert.equal(session.passes(row), resets.includes(row));
		}
		const wrong = session.setFilter('tcp.flags.reset ==');
		assert.equal(wrong.ok, false);
		assert.equal(session.view.count, count);
		session.setFilter('');
		await until(session, () => session.view.count === 215);
		assert.equal(session.passes(0), undefined);
	} finally {
		session.close();
	}
});

test('the list is sorted by the column that is asked for', async () => {
	const session = await open(sample('mixed.pcap'));
	try {
		session.setOrder('duration', true);
		await until(session, () => session.view.at(0) !== 0);
		const {streams, packets} = session.tables;
		const durations = Array.from({length: session.view.count}, (_, index) => {
			const stream = session.view.at(index);
			return packets.nanosecondsBetween(streams.firstRow(stream), streams.lastRow(stream));
		});
		assert.deepEqual(
			durations,
			durations.toSorted((a, b) => b - a),
		);
		assert.equal(session.view.at(session.view.indexOf(17)), 17);
	} finally {
		session.close();
	}
});

test('the worker groups streams, and a filter and an order hold within the groups', async () => {
	const session = await open(sample('mixed.pcap'));
	try {
		session.setGrouping('verdict');
		await until(session, () => session.view.groups !== undefined);
		const {view} = session;
		assert.equal(view.count, 215);
		const verdicts = Array.from({length: view.groups!.count}, (_, group) => {
			const inGroup = Array.from({length: view.groups!.size(group)}, (_, index) =>
				session.ending(view.at(view.groups!.start(group) + index)),
			);
			assert.equal(new Set(inGroup.map(ending => ending?.verdict)).size, 1);
			return inGroup[0]?.verdict;
		});
		assert.equal(new Set(verdicts).size, verdicts.length);
		session.setFilter('conn.category == "abnormal"');
		await until(session, () => session.view.filter?.complete === true);
		const {groups} = session.view;
		for (let group = 0; group < groups!.count; group++) assert.equal(groups!.abnormal(group), groups!.size(group));
		session.setGrouping('none');
		await until(session, () => session.view.groups === undefined);
		assert.equal(session.view.filter?.complete, true);
	} finally {
		session.close();
	}
});

test('packets of several streams, or those that pass the filter, are written to a capture', async () => {
	const session = await open(sample('mixed.pcap'));
	const path = join(folder, 'some.pcap');
	try {
		const expected = [3, 5].flatMap(stream => [...session.streamRows(stream)]).length;
		assert.equal(await session.write({streams: [3, 5]}, path, false), expected);
		const some = await open(path);
		assert.equal(some.tables.packets.length, expected);
		assert.equal(some.tables.streams.length, 2);
		some.close();
		session.setFilter('tcp.flags.reset == 1');
		await until(session, () => session.view.filter?.complete === true);
		const resets = join(folder, 'resets.pcap');
		const count = await session.write('passing', resets, false);
		assert.equal(count, session.view.filter?.packets);
		const passing = await open(resets);
		const {packets} = passing.tables;
		for (let row = 0; row < packets.length; row++) assert.ok((packets.flags(row) & TcpFlag.RST) !== 0);
		assert.equal(packets.length, count);
		passing.close();
	} finally {
		session.close();
	}
});

test('a filter over fields of a compressed capture reads its packets from the spool', async () => {
	const file = join(folder, 'small.pcap.gz');
	const frames = ['GET / HTTP/1.1', 'secret word', 'nothing'].map((payload, index) =>
		tcp({from: `10.0.0.${index + 1}:4000`, to: '10.0.0.9:80', flags: 'PA', payload}),
	);
	writeFileSync(file, gzipSync(pcap(frames)));
	const session = await open(file);
	try {
		session.setFilter('tcp.payload contains "secret"');
		await until(session, () => session.view.filter?.complete === true);
		assert.equal(session.view.count, 1);
		assert.equal(session.view.at(0), 1);
		const payload = session
			.packetDetails(1)
			.layers.flatMap(layer => layer.fields)
			.find(({field}) => field.name === 'tcp.payload');
		assert.deepEqual(payload?.value, new Uint8Array(Buffer.from('secret word')));
	} finally {
		session.close();
	}
});

test('a capture that cannot be opened fails with its one line', async () => {
	const session = await open(join(folder, 'missing.pcap'));
	try {
		assert.equal(session.progress.phase, 'failed');
		assert.match(session.progress.message ?? '', /missing\.pcap does not exist/);
	} finally {
		session.close();
	}
});

test('a load that fails while it is paused has failed for good', async () => {
	const file = join(folder, 'growing.pcap');
	writeFileSync(file, '');
	const session = new WorkerSession(new LoadingThread({files: [file], follow: true}, WORKER));
	try {
		session.pause(true);
		await until(session, () => session.progress.waiting !== undefined);
		writeFileSync(file, 'this is text and no capture\n'.repeat(10));
		await until(session, () => session.progress.phase === 'failed');
		// While it is paused, the loading thread says every 250 ms how much waits.
		await new Promise(resolve => setTimeout(resolve, 600));
		assert.equal(session.progress.phase, 'failed');
		assert.match(session.progress.message ?? '', /growing\.pcap is text/);
	} finally {
		session.close();
	}
});

test('an answer that comes too late to be shown still brings the rows that later answers build on', async () => {
	const session = await open(sample('mixed.pcap'));
	try {
		session.setFilter('tcp.flags.reset == 1');
		// The loading thread answers while this one is busy, and is asked for another order before the answer is seen.
		Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
		session.setOrder('packets', true);
		await until(session, () => session.view.filter?.complete === true);
		const {packets} = session.tables;
		for (let row = 0; row < packets.length; row++)
			assert.equal(session.passes(row), (packets.flags(row) & TcpFlag.RST) !== 0, `row ${row}`);
	} finally {
		session.close();
	}
});
