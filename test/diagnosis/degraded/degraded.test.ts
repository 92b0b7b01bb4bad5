import assert from 'node:assert/strict';
import {join} from 'node:path';
import test, {type TestContext} from 'node:test';
import {CONFIDENCES, type Diagnosis} from '../../../source/diagnosis/diagnosis.ts';
import {sharedPath} from '../../support/captures/shared-files.ts';
import type {Frame} from '../../support/frames/capture-builder.ts';
import {EXPECTED_ENDINGS} from '../expected-endings.ts';
import {framesOf, judge} from '../support.ts';
import {clockBack, cutTo, fromSameHost, nanosecondPcapng, overIpv6, tagged, twice, without} from './degrade.ts';

type Degrade = (frames: readonly Frame[]) => Frame[];

const DEGRADED: Readonly<Record<string, Degrade>> = {
	"only the client's packets": frames => fromSameHost(frames, 0),
	"only the server's packets": frames => fromSameHost(frames, 0, false),
	'the first packet missing': frames => frames.slice(1),
	'the first three packets missing': frames => frames.slice(3),
	'the first five packets missing': frames => frames.slice(5),
	'the last two packets missing': frames => frames.slice(0, -2),
	'a snap length of 60 bytes': frames => cutTo(frames, 60),
	'a clock that goes back by 3 seconds': frames => clockBack(frames, 3),
	'a clock that goes back by an hour': frames => clockBack(frames, 3600),
};

/** Changes after which the packets show the same. */
const CHANGED: Readonly<Record<string, Degrade>> = {
	'IPv6 and other ports': overIpv6,
	'VLAN tags': tagged,
	'each packet twice': twice,
};

/** Degraded captures in which another verdict is right: what is left shows that and no more. */
const RIGHT_ALL_THE_SAME: Readonly<Record<string, string>> = {
	'wrong_synack_rst, the first three packets missing': 'clean-close',
	'wrong_synack_rst, the first packet missing': 'clean-close',
	'wrong_synack_rst, the first five packets missing': 'clean-close',
	'tls_truncated_no_close_notify, a snap length of 60 bytes': 'fin-then-reset',
	'accept_queue_full, the first packet missing': 'accept-queue-full',
	"accept_queue_full, only the client's packets": 'syn-unanswered',
	'accept_queue_full, the first five packets missing': 'syn-unanswered',
	'accept_queue_full, the last two packets missing': 'syn-unanswered',
	'accept_queue_full, a clock that goes back by an hour': 'syn-unanswered',
	'late_write_after_server_fin, the last two packets missing': 'server-idle-close',
	'never_speaks, the last two packets missing': 'idle-client-close',
	'never_speaks_server31, the last two packets missing': 'idle-client-close',
	'tls12_client_close_then_rst, the last two packets missing': 'clean-close',
	'tls12_idle_server_close_then_client_request, the last two packets missing': 'server-idle-close',
	'tls13_idle_server_close_then_client_request, the last two packets missing': 'server-idle-close',
};

async function eachRecording(
	t: TestContext,
	check: (name: string, frames: readonly Frame[], endings: readonly string[]) => Promise<void>,
): Promise<void> {
	const folder = sharedPath(t, 'captures');
	if (folder === undefined) return;
	for (const [name, endings] of Object.entries(EXPECTED_ENDINGS)) {
		const verdicts = endings.map(ending => ending.split(' ')[0]!);
		await check(name, await framesOf(join(folder, `${name}.pcap`)), verdicts);
	}
}

for (const [how, degrade] of Object.entries(DEGRADED)) {
	test(`with ${how} no capture gets a confident wrong verdict`, t =>
		eachRecording(t, async (name, frames, endings) => {
			const {diagnoses} = await judge(degrade(frames));
			for (const [stream, found] of diagnoses.entries()) {
				const wanted = endings[Math.min(stream, endings.length - 1)]!;
				if (RIGHT_ALL_THE_SAME[`${name}, ${how}`] === found.verdict) continue;
				// Without its end a connection is open.
				if (how.includes('last') && found.verdict === 'open-at-end') continue;
				const message = `${name}, ${how}: ${found.verdict} (${found.confidence}) for ${wanted}`;
				assert.ok(isRightOrModest(found, wanted), message);
			}
		}));
}

/** The packet without which the capture shows another ending, with certainty. */
const TELLING_PACKET: Readonly<Record<string, string>> = {
	'accept_queue_full 4': 'syn-unanswered',
	'accept_queue_full 21': 'syn-unanswered',
	'never_speaks 9': 'idle-client-close',
	'wrong_synack_rst 1': 'clean-close',
	'wrong_synack_rst 2': 'clean-close',
	'wrong_synack_rst 3': 'clean-close',
};
/** Longer recordings are transfers: their later packets are alike. */
const PACKETS = 60;

test('whichever packet the tap has missed, no wrong verdict is certain', t =>
	eachRecording(t, async (name, frames, endings) => {
		for (let index = 0; index < Math.min(frames.length, PACKETS); index++) {
			const {diagnoses} = await judge(without(frames, index));
			for (const [stream, found] of diagnoses.entries()) {
				const wanted = endings[Math.min(stream, endings.length - 1)]!;
				if (found.confidence !== 'certain' || isRightOrModest(found, wanted)) continue;
				if (found.verdict === 'open-at-end' && endsConnection(frames[index]!)) continue;
				const isRight = TELLING_PACKET[`${name} ${index + 1}`] === found.verdict;
				assert.ok(isRight, `${name} without packet ${index + 1}: ${found.verdict} for ${wanted}`);
			}
		}
	}));

for (const [how, change] of Object.entries(CHANGED)) {
	test(`${how} change no verdict`, t =>
		eachRecording(t, async (name, frames, endings) => {
			if (how === 'each packet twice' && name === 'derived_duplicated') return;
			const {diagnoses} = await judge(change(frames));
			assert.deepEqual(
				diagnoses.map(({verdict}) => verdict),
				endings,
				name,
			);
		}));
}

test('a pcapng file with nanoseconds has the verdicts of a pcap file', t =>
	eachRecording(t, async (name, frames, endings) => {
		const {diagnoses} = await judge(nanosecondPcapng(frames));
		assert.deepEqual(
			diagnoses.map(({verdict}) => verdict),
			endings,
			name,
		);
	}));

function isRightOrModest(found: Diagnosis, wanted: string): boolean {
	if (found.verdict === wanted || found.verdict === 'one-sided' || found.verdict === 'unknown') return true;
	return found.confidence === CONFIDENCES[0];
}

/** FIN or RST of a TCP segment in IPv4 on Ethernet. */
function endsConnection({bytes}: Frame): boolean {
	const FLAGS = 14 + 20 + 13;
	return (bytes[FLAGS]! & 0x05) !== 0;
}
