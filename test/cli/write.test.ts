import assert from 'node:assert/strict';
import {execFileSync, spawnSync} from 'node:child_process';
import {
	existsSync,
	linkSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';
import {gzipSync} from 'node:zlib';
import {openCapture} from '../../source/capture/open-capture.ts';
import {readCapture, streamOf} from '../support/captures/read-capture.ts';
import {sample} from '../support/captures/samples.ts';
import {CORPUS, capturesIn, sharedPath} from '../support/captures/shared-files.ts';
import {
	block,
	enhancedPacket,
	type Frame,
	interfaceBlock,
	type PcapOptions,
	pcap,
	pcapng,
	sectionBlock,
	tcp,
} from '../support/frames/capture-builder.ts';
import {scratchFolder} from '../support/scratch-folder.ts';
import {run} from '../support/terminal/program.ts';

const folder = scratchFolder();

let files = 0;
function path(ending: string): string {
	return join(folder, `${files++}${ending}`);
}
function file(ending: string, content: Uint8Array): string {
	const name = path(ending);
	writeFileSync(name, content);
	return name;
}

/** Writes with those arguments and reads the file that came of it. */
function written(ending: string, ...args: readonly string[]): {name: string; bytes: Uint8Array} {
	const name = path(ending);
	assert.deepEqual(run(['-w', name, ...args]), {status: 0, stdout: '', stderr: ''});
	return {name, bytes: new Uint8Array(readFileSync(name))};
}

const frames = [1, 2, 3, 4].map(n =>
	tcp({
		from: `10.0.0.${n % 2}:1000`,
		to: '10.0.0.9:80',
		flags: 'PA',
		payload: `packet ${n}`,
		time: 1_700_000_000_000_000_000n + BigInt(n) * 1_000_000n,
	}),
);

const VARIANTS: readonly (readonly [string, PcapOptions])[] = [
	['microseconds', {}],
	['nanoseconds', {nanoseconds: true}],
	['big-endian', {bigEndian: true, snapLength: 96}],
	['24-byte record headers', {modified: true}],
	['a frame check sequence', {linkType: 0x2400_0001}],
];

for (const [what, options] of VARIANTS)
	test(`a pcap file with ${what} is written back byte for byte`, () => {
		const bytes = pcap(frames, options);
		assert.deepEqual(written('.pcap', file('.pcap', bytes)).bytes, bytes);
		assert.deepEqual(written('', file('', bytes)).bytes, bytes);
		assert.deepEqual(written('.pcap', file('.pcap.gz', gzipSync(bytes))).bytes, bytes);
	});

test('records of packets that pass are the bytes of the source', () => {
	const source = pcap(frames, {nanoseconds: true});
	const kept = pcap([frames[1]!, frames[3]!], {nanoseconds: true});
	assert.deepEqual(written('.pcap', '-Y', 'ip.src == 10.0.0.0', file('.pcap', source)).bytes, kept);
	assert.deepEqual(written('.pcap', '-s', '1', file('.pcap', source)).bytes, kept);
});

test('a pcapng file is written back with its comments, names and unknown blocks', () => {
	for (const bigEndian of [false, true]) {
		const bytes = pcapng(
			[
				sectionBlock({options: [[4, 'a program']]}),
				interfaceBlock({name: 'eth0', timeResolution: 9}),
				enhancedPacket(frames[0]!, {options: [[1, 'a comment']]}),
				block(0x0000_0fff, new Uint8Array([1, 2, 3, 4])),
				enhancedPacket(frames[1]!),
			],
			{bigEndian},
		);
		assert.deepEqual(written('.pcapng', file('.pcapng', bytes)).bytes, bytes);
	}
});

test('a filtered pcapng file keeps all that is no packet', () => {
	const rest = [sectionBlock({options: [[4, 'a program']]}), interfaceBlock({name: 'eth0'})];
	const unknown = block(0x0000_0fff, new Uint8Array([1, 2, 3, 4]));
	const source = pcapng([...rest, ...frames.slice(0, 2).map(frame => enhancedPacket(frame)), unknown]);
	const kept = pcapng([...rest, enhancedPacket(frames[1]!), unknown]);
	assert.deepEqual(written('.pcapng', '-s', '1', file('.pcapng', source)).bytes, kept);
});

/** Packets without what depends on the format of the file. */
async function packetsOf(name: string) {
	const {packets} = await readCapture(name);
	return packets.map(({time, wireLength, bytes}) => ({time, wireLength, bytes}));
}

test('pcap to pcapng and back gives the same packets', async () => {
	const source = file('.pcap', pcap(frames, {nanoseconds: true}));
	const there = written('.pcapng', source);
	assert.equal((await readCapture(there.name)).format, 'pcapng');
	assert.deepEqual(await packetsOf(there.name), await packetsOf(source));
	assert.deepEqual(await packetsOf(written('.pcap', there.name).name), await packetsOf(source));
});

test('captures of several formats and link types become one pcapng file with their interfaces and comments', async () => {
	const raw: Frame[] = frames.slice(0, 2).map(frame => ({...frame, bytes: frame.bytes.subarray(14)}));
	const one = file('.pcap', pcap(raw, {linkType: 101}));
	const two = file(
		'.pcapng',
		pcapng([sectionBlock(), interfaceBlock({name: 'eth7'}), enhancedPacket(frames[2]!, {options: [[1, 'look here']]})]),
	);
	const {name, bytes} = written('.pcapng', one, two);
	const {interfaces, packets} = await readCapture(name);
	assert.deepEqual(
		interfaces.map(each => [each.linkType, each.name]),
		[
			[101, undefined],
			[1, 'eth7'],
		],
	);
	assert.deepEqual(
		packets.map(packet => packet.bytes),
		[raw[0]!.bytes, raw[1]!.bytes, frames[2]!.bytes],
	);
	assert.ok(Buffer.from(bytes).includes('look here'));
	const {status, stderr} = run(['-w', path('.pcap'), one, two]);
	assert.equal(status, 1);
	assert.match(stderr, /^tcpwhy: A pcap file has one link type[^\n]+\.pcapng\.\n$/);
});

test('an IP fragment that a packet needs is written with it', t => {
	const source = sharedPath(t, 'corpus', 'public', 'frag-ip-tcp.pcap');
	if (source === undefined) return;
	const {stdout} = run(['-e', 'tcp.stream', written('.pcap', '-s', '0', source).name]);
	assert.equal(stdout, run(['-e', 'tcp.stream', source]).stdout);
});

test('an existing file is left alone, unless --force is given', () => {
	const name = file('.pcap', Buffer.from('precious'));
	const {status, stderr} = run(['-w', name, sample('refused.pcap')]);
	assert.equal(status, 1);
	assert.match(stderr, /exists already: [^\n]+--force[^\n]+\n$/);
	assert.equal(readFileSync(name, 'utf8'), 'precious');
	assert.equal(run(['-w', name, '--force', sample('refused.pcap')]).status, 0);
	assert.deepEqual(readFileSync(name), readFileSync(sample('refused.pcap')));
});

test('what is being read is never overwritten, by whatever name: not a capture, not the key log', () => {
	const bytes = pcap(frames);
	const name = file('.pcap', bytes);
	const [soft, hard] = [path('.pcap'), path('.pcap')];
	symlinkSync(name, soft);
	linkSync(name, hard);
	const keys = file('.txt', Buffer.from(`CLIENT_RANDOM ${'0'.repeat(64)} ${'1'.repeat(96)}\n`));
	const keysByName = path('.pcap');
	linkSync(keys, keysByName);
	for (const [target, ...inputs] of [
		[name, name],
		[soft, name],
		[hard, name],
		[name, soft],
		[join(folder, '.', name.slice(folder.length)), name],
		[name, sample('refused.pcap'), name],
		[keysByName, '--keylog', keys, name],
	] as const) {
		const {status, stderr} = run(['-w', target, '--force', ...inputs]);
		assert.equal(status, 1);
		assert.match(stderr, /^tcpwhy: \S+ is being read: choose another name/);
		assert.deepEqual(new Uint8Array(readFileSync(name)), bytes);
	}
	const text = file('.txt', bytes);
	assert.match(run(['--export', text, '--force', text]).stderr, /is being read/);
	assert.match(run(['--ladder', '-s', '0', '--export', text, '--force', text]).stderr, /is being read/);
	assert.deepEqual(new Uint8Array(readFileSync(text)), bytes);
	assert.ok(readFileSync(keys, 'utf8').startsWith('CLIENT_RANDOM'));
});

test('a device is not replaced by a file', () => {
	const {status, stderr} = run(['-w', '/dev/null', '--force', sample('refused.pcap')]);
	assert.equal(status, 1);
	assert.match(stderr, /is a device or a pipe/);
	assert.ok(statSync('/dev/null').isCharacterDevice());
});

for (const ending of ['.txt', '.pcap.gz', '.json'])
	test(`a capture is not written to a file that ends in ${ending}`, () => {
		const name = path(ending);
		const {status, stderr} = run(['-w', name, sample('refused.pcap')]);
		assert.equal(status, 2);
		assert.match(stderr, /^tcpwhy: --write \S+: [^\n]+\.pcap, \.cap or \.dmp [^\n]+\.pcapng [^\n]+\n$/);
		assert.ok(!existsSync(name));
	});

test('a full disk is reported and leaves nothing behind', t => {
	const disk = mkdtempSync(join(folder, 'disk-'));
	if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]).status !== 0) {
		t.skip('this user cannot mount a small file system');
		return;
	}
	try {
		const {status, stderr} = run(['-w', join(disk, 'big.pcap'), sample('mixed.pcap')]);
		assert.equal(status, 1);
		assert.match(stderr, /^tcpwhy: \S+big\.pcap cannot be written: the disk is full[^\n]+\n$/);
		assert.deepEqual(readdirSync(disk), []);
	} finally {
		execFileSync('umount', [disk]);
	}
});

test('a folder that is not there is named', () => {
	const {status, stderr} = run(['-w', join(folder, 'none', 'a.pcap'), sample('refused.pcap')]);
	assert.equal(status, 1);
	assert.match(stderr, /its folder does not exist/);
});

test('what is written is what tshark writes and reads', t => {
	const filter = 'tcp.flags.reset == 1';
	const theirs = path('.pcap');
	if (spawnSync('tshark', ['-n', '-r', sample('mixed.pcap'), '-Y', filter, '-F', 'pcap', '-w', theirs]).status !== 0) {
		t.skip('tshark is not installed');
		return;
	}
	const ours = written('.pcap', '-Y', filter, sample('mixed.pcap'));
	assert.deepEqual(ours.bytes.subarray(24), new Uint8Array(readFileSync(theirs)).subarray(24));
	const blocks = written('.pcapng', '-Y', filter, sample('mixed.pcap'), sample('refused.pcap'));
	const read = spawnSync(
		'tshark',
		['-n', '-r', blocks.name, '-T', 'fields', '-e', 'frame.time_epoch', '-e', 'tcp.seq_raw'],
		{encoding: 'utf8'},
	);
	assert.equal(read.stderr.includes('tshark: '), false);
	assert.equal(read.stdout, run(['-e', 'frame.time_epoch,tcp.seq_raw', blocks.name]).stdout);
});

test('every classic corpus file that is whole is written back byte for byte', t => {
	if (sharedPath(t, 'corpus', 'public') === undefined) return;
	let compared = 0;
	for (const name of capturesIn(CORPUS)
		.filter(each => each.endsWith('.pcap'))
		.slice(0, 12)) {
		const source = join(CORPUS, name);
		const target = path('.pcap');
		if (run(['-w', target, source]).status !== 0) continue;
		assert.deepEqual(readFileSync(target), readFileSync(source), name);
		compared++;
	}
	assert.ok(compared > 8, `${compared} files`);
});

test('secrets of TLS go with the packets from one pcapng file to another', async () => {
	const line = 'CLIENT_RANDOM 00 11\n';
	const secrets = new Uint8Array(8 + line.length);
	new DataView(secrets.buffer).setUint32(0, 0x544c_534b, true); // TLSK, a TLS key log
	new DataView(secrets.buffer).setUint32(4, line.length, true);
	secrets.set(new TextEncoder().encode(line), 8);
	const capture = pcapng([
		sectionBlock(),
		interfaceBlock(),
		block(10, secrets),
		...frames.map(frame => enhancedPacket(frame)),
	]);
	const {bytes} = written('.pcapng', '-Y', 'frame.number == 2', file('.pcapng', capture));
	const reader = await openCapture(streamOf(bytes));
	let packets = 0;
	while (await reader.fill()) while (reader.next()) packets++;
	await reader.close();
	assert.equal(packets, 1);
	assert.deepEqual(
		reader.secrets.map(each => new TextDecoder().decode(each)),
		[line],
	);
});
