import {encapsulation, interfaceFacts} from '../../../analysis/details/frame-interface.ts';
import {Analysis, type PacketTable, PacketWord} from '../../../analysis/tables/packet-table.ts';
import type {CaptureInterface} from '../../../capture/capture-reader.ts';
import {Answer, always, type BlockTest, byRow, type MakeColumn, sureWhen, when} from '../column.ts';

const isKnown = (packets: PacketTable, row: number): boolean =>
	(packets.analysis(row) & (Analysis.NO_TIMESTAMP | Analysis.FAR_TIME)) === 0;

/** Rows with a time stamp that the record holds; the details know what is shown of others. */
const hasTime: BlockTest = (block, answers) => {
	for (let i = 0; i < block.count; i++)
		answers[i] = (block.analysis[i]! & (Analysis.NO_TIMESTAMP | Analysis.FAR_TIME)) === 0 ? Answer.YES : Answer.ASK;
};

/** Time since the first row of the capture. */
const timeSinceStart: MakeColumn = ({packets}) => ({
	kind: 'number',
	state: (block, answers) => {
		if (isKnown(packets, 0)) hasTime(block, answers);
		else answers.fill(Answer.ASK, 0, block.count);
	},
	readers: [
		(block, values) => {
			const {words} = block.chunk;
			const startSeconds = packets.seconds(0);
			const startNanoseconds = packets.nanoseconds(0);
			for (let i = 0, word = block.at * PacketWord.COUNT; i < block.count; i++, word += PacketWord.COUNT)
				values[i] =
					((words[word + PacketWord.SECONDS]! >>> 0) - startSeconds) * 1e9 +
					(words[word + PacketWord.NANOSECONDS]! - startNanoseconds);
		},
	],
});

/** Time since the frame before; the second row of a frame has its own frame before it. */
const timeSinceFrameBefore: MakeColumn = ({packets}) => {
	const before = (row: number) => Math.max(0, row - 1);
	const isSure = (row: number) => isKnown(packets, before(row)) && (packets.analysis(row) & Analysis.EXTRA) === 0;
	return {
		kind: 'number',
		state: sureWhen(hasTime, isSure),
		readers: [byRow(row => packets.nanosecondsBetween(before(row), row))],
	};
};

const timeOfDay: MakeColumn = () => ({kind: 'time', state: hasTime});

type OfInterface<Value> = (from: CaptureInterface | undefined) => Value | undefined;

/** A number of each row's interface, where it has one. */
const ofInterface =
	(read: OfInterface<number>): MakeColumn =>
	({interfaces, packets}) => {
		const valueIn = (row: number) => read(interfaces[packets.interface(row)]);
		return {
			kind: 'number',
			state: when(always, row => valueIn(row) !== undefined),
			readers: [byRow(row => valueIn(row) ?? 0)],
		};
	};

/** A text of each row's interface, whose index stands for it. */
const interfaceText =
	(read: OfInterface<string>): MakeColumn =>
	({interfaces, packets}) => ({
		kind: 'text',
		state: when(always, row => read(interfaces[packets.interface(row)]) !== undefined),
		readers: [byRow(row => packets.interface(row))],
		text: index => read(interfaces[index])!,
	});

/** As `interfaceFacts`, without those that have no number. */
const named = (from: CaptureInterface | undefined) => {
	const facts = interfaceFacts(from);
	return facts?.id === undefined ? undefined : facts;
};

/** What a capture that nobody has marked packets in has. */
const notSet: MakeColumn = () => ({kind: 'number', state: always, readers: [byRow(() => 0)]});

/** Fields of the frame that the packet table holds, for every row. */
export const FRAME_COLUMNS: Readonly<Record<string, MakeColumn>> = {
	frame: () => ({kind: 'label', state: always}),
	'frame.number': ({packets}) => ({
		kind: 'number',
		state: always,
		readers: [byRow(row => packets.frameNumber(row))],
	}),
	'frame.len': ({packets}) => ({kind: 'number', state: always, readers: [byRow(row => packets.wireLength(row))]}),
	'frame.cap_len': ({packets}) => ({
		kind: 'number',
		state: always,
		readers: [byRow(row => packets.capturedLength(row))],
	}),
	'frame.section_number': ofInterface(from => interfaceFacts(from)?.section),
	'frame.interface_id': ofInterface(from => interfaceFacts(from)?.id),
	'frame.interface_name': interfaceText(from => named(from)?.name),
	'frame.interface_description': interfaceText(from => named(from)?.description),
	'frame.encap_type': ofInterface(encapsulation),
	'frame.marked': notSet,
	'frame.ignored': notSet,
	'frame.time': timeOfDay,
	'frame.time_epoch': timeOfDay,
	'frame.time_relative': timeSinceStart,
	'frame.time_delta': timeSinceFrameBefore,
	// All packets are looked at: the one that is displayed before is the one before.
	'frame.time_delta_displayed': timeSinceFrameBefore,
};
