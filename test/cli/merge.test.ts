import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';
import {gzipSync} from 'node:zlib';
import {load} from '../support/captures/loaded-capture.ts';
import {sample} from '../support/captures/samples.ts';
import {
	enhancedPacket,
	type Frame,
	interfaceBlock,
	pcap,
	pcapng,
	pcapngOf,
	sectionBlock,
	tcp,
} from '../support/frames/capture-builder.ts';
import {scratchFolder} from '../support/scratch-folder.ts';
import {run} from '../support/terminal/program.ts';

const folder = scratchFolder();

function file(name: string, content: Uint8Array): string {
	const path = join(folder, name);
	writeFileSync(path, content);
	return path;
}

function packet(payload: string, time: number): Frame {
	return tcp({from: '10.0.0.1:1000', to: '10.0.0.2:80', flags: 'PA', payload, time});
}

/** Payloads in the order of the frames. */
function payloads(...paths: readonly string[]): string[] {
	const {stdout} = run(['-e', 'tcp.payload', ...paths]);
	return stdout
		.trimEnd()
		.split('\n')
		.map(hex => Buffer.from(hex, 'hex').toString());
}

test('packets of several captures come by time, and each from its own file', () => {
	const one = file('one.pcap', pcap([packet('a1', 1), packet('a4', 4)]));
	const two = file('two.pcapng', pcapngOf([packet('b2', 2), packet('b5', 5)]));
	const three = file('three.pcap.gz', gzipSync(pcap([packet('c3', 3)], {nanoseconds: true})));
	assert.deepEqual(payloads(one, two, three), ['a1', 'b2', 'c3', 'a4', 'b5']);
});

test('packets of one time come in the order of the files', () => {
	const one = file('tie-1.pcap', pcap([packet('a1', 1), packet('a1 again', 1)]));
	const two = file('tie-2.pcap', pcap([packet('b1', 1)]));
	assert.deepEqual(payloads(one, two), ['a1', 'a1 again', 'b1']);
	assert.deepEqual(payloads(two, one), ['b1', 'a1', 'a1 again']);
});

test('time that goes back within a file stays as it is', () => {
	const one = file('back-1.pcap', pcap([packet('a5', 5), packet('a2', 2), packet('a9', 9)]));
	const two = file('back-2.pcap', pcap([packet('b3', 3), packet('b6', 6)]));
	// mergecap 4.0 gives this order.
	assert.deepEqual(payloads(one, two), ['b3', 'a5', 'a2', 'b6', 'a9']);
});

test('the order is that of mergecap', t => {
	const paths = ['refused.pcap', 'never-speaks.pcap', 'normal-client-close.pcap', 'lossy-then-ok.pcap'].map(sample);
	const merged = join(folder, 'merged.pcap');
	if (spawnSync('mergecap', ['-F', 'pcap', '-w', merged, ...paths]).status !== 0) {
		t.skip('mergecap is not installed');
		return;
	}
	const fields = ['-e', 'frame.number,frame.time_epoch,frame.len,tcp.stream,tcp.seq,tcp.payload'];
	assert.equal(run([...fields, ...paths]).stdout, run([...fields, merged]).stdout);
});

test('the report names all files', () => {
	const paths = [sample('refused.pcap'), sample('never-speaks.pcap')];
	const {capture, streams} = JSON.parse(run(['--report=json', ...paths]).stdout);
	assert.deepEqual(capture.files, paths);
	assert.equal(streams.length, 2);
});

test('what is wrong with one of several files is said with its name', () => {
	const whole = pcap([packet('a', 1)]);
	const cut = file('cut.pcap', whole.subarray(0, whole.length - 3));
	const {status, stderr} = run(['--report', sample('refused.pcap'), cut]);
	assert.equal(status, 1);
	assert.match(stderr, /^tcpwhy: \S+cut\.pcap: The capture is cut short[^\n]+\n$/);
});

test('packets of more than 255 interfaces are dissected by their own link types', async () => {
	const linkTypes = Array.from({length: 600}, (_, index) => (index % 2 === 0 ? 1 : 101));
	const ethernet = packet('x', 1);
	const raw: Frame = {...ethernet, bytes: ethernet.bytes.subarray(14)};
	const blocks = [
		sectionBlock(),
		...linkTypes.map((linkType, index) => interfaceBlock({linkType, name: `if${index}`})),
		...linkTypes.map((linkType, index) => enhancedPacket({...(linkType === 1 ? ethernet : raw), interface: index})),
	];
	const {tables, rows, details} = await load(file('many.pcapng', pcapng(blocks)));
	assert.equal(tables.tcpPackets, 600);
	for (const row of rows) {
		const {fields} = details(row).layers[0]!;
		const name = fields
			.flatMap(each => [each, ...(each.children ?? [])])
			.find(({field}) => field.name === 'frame.interface_name');
		assert.equal(name?.value, `if${row}`);
	}
});
