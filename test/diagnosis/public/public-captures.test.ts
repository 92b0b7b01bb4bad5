import assert from 'node:assert/strict';
import {join} from 'node:path';
import test, {type TestContext} from 'node:test';
import type {Diagnosis} from '../../../source/diagnosis/diagnosis.ts';
import {explainPacket} from '../../../source/diagnosis/explain.ts';
import {sharedPath} from '../../support/captures/shared-files.ts';
import {type Judged, judge} from '../support.ts';

/** A public capture, judged; undefined where it is not at hand. */
async function publicCapture(t: TestContext, name: string): Promise<Judged | undefined> {
	const folder = sharedPath(t, 'corpus', 'public');
	return folder === undefined ? undefined : judge(join(folder, name));
}

async function recorded(t: TestContext, name: string): Promise<Judged | undefined> {
	const folder = sharedPath(t, 'captures');
	return folder === undefined ? undefined : judge(join(folder, name));
}

/** Numbers of the packets that the evidence names. */
function frames({tables, diagnoses}: Judged, stream = 0): number[] {
	return diagnoses[stream]!.evidence.map(({row}) => tables.packets.frameNumber(row));
}

function sentence({tables, context}: Judged, frame: number): string {
	return explainPacket(tables, tables.packets.rowOfFrame(frame), context) ?? '';
}

function verdict({verdict: id, endedBy}: Diagnosis): string {
	return `${id} ${endedBy}`;
}

test('a close that meets nobody is not blamed on the path when the other end had closed long before', async t => {
	const judged = await publicCapture(t, 'pppoe-over-qinq.pcap');
	if (judged === undefined) return;
	const found = judged.diagnoses[0]!;
	assert.equal(verdict(found), 'fin-unanswered client');
	assert.match(found.summary, /FIN was never acknowledged; server .* closed 3 min 55 s later \(sent 5 times\)/);
	assert.deepEqual(frames(judged), [80, 82, 86]);
	assert.ok(!found.also.includes('simultaneous-close'));
	assert.match(sentence(judged, 82), /closes 3 min 55 s after the other end/);
});

test('an orderly TLS goodbye that a reset follows is no abort', async t => {
	const judged = await publicCapture(t, 'tcp-empty-sack-tcp-opt.pcap');
	if (judged === undefined) return;
	const found = judged.diagnoses[0]!;
	assert.equal(verdict(found), 'reset-after-complete-answer client');
	assert.equal(found.category, 'normal');
	assert.deepEqual(frames(judged), [36, 38, 42]);
	assert.match(sentence(judged, 36), /goodbye/);
	assert.doesNotMatch(sentence(judged, 42), /data is coming/);
});

test('connections of one client that end together do not show that the server died', async t => {
	const judged = await publicCapture(t, 'smb3-multichannel.pcap');
	if (judged === undefined) return;
	for (const found of judged.diagnoses.slice(0, 4)) {
		assert.notEqual(found.verdict, 'server-died');
		assert.deepEqual(
			found.notTheCause.filter(text => text.includes('this client')),
			[],
		);
		assert.match((found.caveats ?? []).join(), /4 connections to this server ended in the same instant/);
	}
});

test('an answer that the client acknowledged but the capture lost is not called missing', async t => {
	const judged = await publicCapture(t, 'fuzz-2006-09-29-28586.pcap');
	if (judged === undefined) return;
	for (const stream of [4, 33]) {
		assert.equal(verdict(judged.diagnoses[stream]!), 'clean-close client');
		assert.ok(judged.diagnoses[stream]!.also.includes('capture-drops'));
	}
});

test('without a handshake, or with bytes missing before the FIN, there is no health check', async t => {
	const judged = await publicCapture(t, 'fuzz-2006-09-29-28586.pcap');
	if (judged === undefined) return;
	assert.notEqual(judged.diagnoses[8]!.verdict, 'health-check');
});

test('payload that comes behind the FIN in the capture was payload all the same', async t => {
	const judged = await publicCapture(t, 'derived-spb.pcapng');
	if (judged === undefined) return;
	assert.equal(verdict(judged.diagnoses[0]!), 'fin-then-reset server');
});

test('a challenged SYN does not hide how the connection ended that it opened in the end', async t => {
	const judged = await recorded(t, 'client_rebooted_port_reuse.pcap');
	if (judged === undefined) return;
	assert.match(
		judged.diagnoses[1]!.summary,
		/closed by the client without an answer to its request and reset by the server 7\.25 s later\.$/,
	);
	assert.deepEqual(frames(judged, 1).slice(-3), [15, 17, 19]);
});

test('where a Telnet session and its close cross, neither an idle limit nor a repeated request is spoken of', async t => {
	const judged = await publicCapture(t, 'mpls-basic.pcap');
	if (judged === undefined) return;
	const found = judged.diagnoses[0]!;
	assert.equal(verdict(found), 'close-race-reset server');
	const said = [found.summary, found.rootCause, ...found.nextSteps].join(' ');
	assert.doesNotMatch(said, /idle limit|repeated|request/);
	assert.ok(frames(judged).includes(50), "the client's FIN is evidence");
	for (const {text} of found.evidence) assert.doesNotMatch(text, /without a FIN of its own|silence/);
});

test('a reset after which the other end goes on acknowledging is not the ending', async t => {
	const judged = await publicCapture(t, 'reasm-crash-anon.pcapng');
	if (judged === undefined) return;
	const found = judged.diagnoses[0]!;
	assert.equal(verdict(found), 'open-at-end nobody');
	assert.ok(!frames(judged).includes(96));
	assert.match(sentence(judged, 96), /^This reset had no effect/);
});

test('no round trip is told of a stream whose other half the tap has not timed', async t => {
	const judged = await recorded(t, 'derived_midstream.pcap');
	if (judged === undefined) return;
	const found = judged.diagnoses[0]!;
	assert.doesNotMatch([...found.notTheCause, ...found.evidence.map(({text}) => text)].join(' '), /round trip/);
});

test('an ICMP error that is all there is of a connection tells its ending', async t => {
	const judged = await publicCapture(t, '6in4tunnel.pcap');
	if (judged === undefined) return;
	assert.equal(verdict(judged.diagnoses[0]!), 'icmp-rejected middlebox');
	assert.match(judged.diagnoses[0]!.summary, /cannot be delivered: address unreachable\.$/);
});

test('a reset in answer to a FIN is told as that, and no answer is praised where no byte was sent', async t => {
	const bytes = await publicCapture(t, 'example2.pcap');
	const ldap = await publicCapture(t, 'modify-request.pcapng');
	if (bytes === undefined || ldap === undefined) return;
	assert.match(bytes.diagnoses[60]!.summary, /^Client .* closed, and server .*: neither end had sent any data\.$/);
	assert.match(ldap.diagnoses[0]!.summary, /^Client .* closed, and server .* agreed with a reset instead of a FIN/);
	for (const {endedBy} of [bytes.diagnoses[60]!, ldap.diagnoses[0]!]) assert.equal(endedBy, 'client');
});

test('a full accept queue is shown by other connections, and its end is named for what it is', async t => {
	const judged = await recorded(t, 'accept_queue_full.pcap');
	if (judged === undefined) return;
	const found = judged.diagnoses[0]!;
	assert.match(found.summary, /other connections get no answer/);
	assert.equal(found.evidence.at(-1)!.text, 'server RST');
});

test('a repeated FIN is a close, whatever number one of its copies bears', async t => {
	const judged = await publicCapture(t, 'kakaotalk-chat.pcap');
	if (judged === undefined) return;
	assert.match(
		judged.diagnoses[1]!.summary,
		/^Server .* had closed its side; the capture, which stopped .* later, shows no FIN of client/,
	);
});

test('a lone packet is the first and the last', async t => {
	const judged = await publicCapture(t, 'bgp-aigp.pcap');
	if (judged === undefined) return;
	assert.deepEqual(
		judged.diagnoses[0]!.evidence.map(({text}) => text),
		['the only packet'],
	);
});
