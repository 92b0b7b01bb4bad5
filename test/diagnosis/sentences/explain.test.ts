import assert from 'node:assert/strict';
import {join} from 'node:path';
import test from 'node:test';
import {explainPacket} from '../../../source/diagnosis/explain.ts';
import {sharedPath} from '../../support/captures/shared-files.ts';
import {frameTime, icmp} from '../../support/frames/capture-builder.ts';
import {conversation, type Line, OPENING} from '../conversation.ts';
import {EXPECTED_ENDINGS} from '../expected-endings.ts';
import {framesOf, judge} from '../support.ts';

/** Capture → frame → what the sentence must say. */
const SENTENCES: Readonly<Record<string, Readonly<Record<number, RegExp>>>> = {
	never_speaks: {
		6: /^Server closes first/,
		8: /19 s after it had acknowledged the other end's FIN/,
		9: /^Proper: the server had already declared FIN/,
	},
	fin_then_rst_client: {8: /^Client closes first/, 11: /^Proper: the client had already declared FIN/},
	client_fin_then_own_rst: {10: /discards the connection by itself/},
	refused: {2: /Nothing listens on this port/},
	syn_blackhole: {2: /^SYN repeated 1.02 s after the first/, 10: /^SYN repeated 35.6 s after the first/},
	third_ack_lost: {4: /that ACK was lost behind this tap/},
	defer_accept: {4: /waits for data/},
	client_abort_download: {53: /breaks off while data is coming/, 55: /^Echo/},
	injected_rst: {
		5: /a device on the path resets in its name \(TTL 48, the server has 63\)/,
		10: /has no socket any more/,
	},
	rst_inwindow_challenge: {8: /had no effect/, 9: /^Challenge ACK/},
	lb_idle_rst_both: {8: /No packet asked for this reset/},
	firewall_idle_rst: {9: /a device on the path/},
	server_rebooted: {9: /does not know this connection/},
	server_abort_mid_response: {22: /application of the server aborts/, 23: /^Echo/},
	close_unread_data: {11: /can wipe the answer before it/},
	simultaneous_close: {8: /^Client closes first/, 9: /the two FINs cross/},
	last_ack_lost: {11: /^FIN repeated 229 ms after the first: the acknowledgment was lost/},
	fin_blackholed: {9: /nobody has acknowledged it/},
	keepalive_race_crossing: {10: /Request and FIN had crossed/},
	zero_window_then_rst: {8: /application does not read/, 9: /^Window probe/},
	keepalive_ok_idle: {8: /^Keep-alive probe/},
	client_rebooted_port_reuse: {
		9: /Reuses the ports of tcp.stream 0/,
		10: /challenge ACK/,
		11: /this one goes on/,
		12: /now that the older connection is gone/,
	},
	tls_unknown_ca: {8: /^Client objects: unknown_ca/},
	tls_no_shared_cipher: {6: /^Server objects: handshake_failure/},
	tls12_client_close_then_rst: {13: /goodbye/, 15: /goodbye/},
	tls13_client_close_then_rst: {15: /inferred/},
	http_408_idle: {8: /^Client closes 981 ms|^Client agrees/},
	server_process_killed_unread: {6: /application of the server aborts/},
	linger0_abort: {8: /nothing was outstanding/},
	health_check_rst: {4: /whether the port is open/},
	connect_timeout_late_synack: {3: /connect timeout had passed/},
	tls_server_silent_close_at_hello: {5: /a device on the path/},
	client_app_timeout: {6: /without the answer to its request/},
};

test('packets that matter have a sentence that says what they mean in their stream', async t => {
	const folder = sharedPath(t, 'captures');
	if (folder === undefined) return;
	for (const [name, sentences] of Object.entries(SENTENCES)) {
		const {tables, context} = await judge(join(folder, `${name}.pcap`));
		for (const [frame, wanted] of Object.entries(sentences)) {
			const row = tables.packets.rowOfFrame(Number(frame));
			assert.match(explainPacket(tables, row, context) ?? 'nothing', wanted, `${name} #${frame}`);
		}
	}
});

test('the facts of a stream are gathered once for packets in a row, whatever its last packet is', async () => {
	const lines: readonly Line[] = [...OPENING, [1, 'c', 'FA'], [1.02, 's', 'FA'], [1.021, 'c', 'A']];
	const frames = conversation(lines);
	const twice = frames.flatMap(frame => [frame, {...frame, time: frameTime(frame.time) + 20_000n}]);
	const quoted = [
		...frames,
		{
			...icmp({from: '10.9.9.9', to: '10.1.0.2', type: 3, code: 1, quote: frames[3]!}),
			time: frameTime(frames.at(-1)!.time) + 1n,
		},
	];
	for (const capture of [frames, twice, quoted]) {
		const {tables, context} = await judge(capture);
		assert.equal(tables.streams.lastRow(0), tables.packets.length - 1);
		const rows = [...Array(tables.packets.length).keys()].filter(row => (tables.packets.flags(row) & 0x01) !== 0);
		explainPacket(tables, rows[0]!, context);
		context.facts.synWindow = 4711;
		for (const row of rows) assert.ok(explainPacket(tables, row, context) !== undefined);
		assert.equal(context.facts.synWindow, 4711);
	}
});

test('packets of another connection with the same ports are not explained by this one', async () => {
	const used: readonly Line[] = [
		[0, 'c', 'PA', {payload: 40}],
		[0.02, 's', 'FA'],
		[0.03, 'c', 'FA'],
		[0.05, 's', 'A'],
	];
	const again = await judge(conversation([...used, [9, 's', 'SA'], [9.001, 'c', 'A'], [9.5, 'c', 'FA']]));
	assert.equal(again.tables.streams.length, 1);
	const said = (row: number) => explainPacket(again.tables, row, again.context);
	assert.match(said(4)!, /^Another connection between the same ports begins/);
	assert.deepEqual([said(5), said(6)], [undefined, undefined]);
	const older = await judge(
		conversation([
			[0, 'c', 'S'],
			[0.02, 's', 'FA', {acked: 7000}],
		]),
	);
	assert.match(explainPacket(older.tables, 1, older.context)!, /^Not the answer to this SYN: .* an older connection/);
});

test('every FIN, RST and readable alert of the recorded captures has a sentence, and ordinary data has none', async t => {
	const folder = sharedPath(t, 'captures');
	if (folder === undefined) return;
	for (const name of Object.keys(EXPECTED_ENDINGS)) {
		const path = join(folder, `${name}.pcap`);
		const {tables, context} = await judge(path);
		const frames = await framesOf(path);
		assert.equal(tables.packets.length, frames.length);
		for (let row = 0; row < tables.packets.length; row++) {
			if (tables.packets.stream(row) < 0) continue;
			const sentence = explainPacket(tables, row, context);
			const isControl = (tables.packets.flags(row) & 0x05) !== 0;
			if (isControl) assert.ok(sentence !== undefined, `${name} #${row + 1}`);
			if (sentence !== undefined) assert.match(sentence, /^[A-Z0-9].*[.]$/, `${name} #${row + 1}: ${sentence}`);
		}
	}
	const {tables, context} = await judge(join(folder, 'normal_client_close.pcap'));
	for (const row of [0, 1, 2, 3, 4, 5, 6]) assert.equal(explainPacket(tables, row, context), undefined);
});
