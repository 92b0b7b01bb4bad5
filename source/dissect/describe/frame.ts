import type {FieldTree} from './field-tree.ts';
import {GENERATED} from './field-tree.ts';
import type {Described} from './layer.ts';

/** What the capture file says of a frame. Times are in nanoseconds; undefined where the record has none. */
export interface FrameFacts {
	readonly number: number;
	readonly length: number;
	readonly capturedLength: number;
	/** Wireshark's number of the link type; undefined for a block that is no packet. */
	readonly encapsulation: number | undefined;
	readonly protocols: string;
	/** Of a pcapng file: section from 1, and interface from 0 with its names where there is one. */
	readonly interface:
		| {
				readonly section: number;
				readonly id: number | undefined;
				readonly name: string;
				readonly description: string | undefined;
		  }
		| undefined;
	readonly time:
		| {
				readonly absolute: bigint;
				/** As tshark prints frame.time_epoch, where a damaged file says a fraction of a second that is none. */
				readonly printed: string | undefined;
				readonly sincePrevious: bigint;
				readonly sinceDisplayed: bigint;
				readonly sinceFirst: bigint;
		  }
		| undefined;
}

/** The frame itself; nothing of it is read from its bytes. */
export function describeFrame(tree: FieldTree, facts: FrameFacts): Described {
	const {time} = facts;
	if (facts.interface !== undefined) describeInterface(tree, facts.interface);
	if (facts.encapsulation !== undefined) tree.derive('frame.encap_type', facts.encapsulation, 0);
	if (time !== undefined) {
		tree.derive('frame.time', time.absolute, 0);
		tree.derive('frame.offset_shift', 0n, 0, GENERATED);
		tree.derive('frame.time_epoch', time.absolute, 0, {...GENERATED, printed: time.printed});
		tree.derive('frame.time_delta', time.sincePrevious, 0);
		tree.derive('frame.time_delta_displayed', time.sinceDisplayed, 0);
		tree.derive('frame.time_relative', time.sinceFirst, 0);
	}
	tree.derive('frame.number', facts.number, 0);
	tree.derive('frame.len', facts.length, 0);
	tree.derive('frame.cap_len', facts.capturedLength, 0);
	tree.derive('frame.marked', 0, 0);
	tree.derive('frame.ignored', 0, 0);
	tree.derive('frame.protocols', facts.protocols, 0);
	return {headerEnd: tree.captureEnd, summary: () => summaryOf(facts)};
}

function summaryOf(facts: FrameFacts): string {
	const cut = facts.capturedLength < facts.length ? `, ${facts.capturedLength} captured` : '';
	return `Frame ${facts.number}  ${facts.length} bytes on the wire${cut}`;
}

function describeInterface(tree: FieldTree, from: NonNullable<FrameFacts['interface']>): void {
	tree.derive('frame.section_number', from.section, 0);
	if (from.id === undefined) return;
	tree.derive('frame.interface_id', from.id, 0);
	tree.below(() => {
		tree.derive('frame.interface_name', from.name, 0);
		if (from.description !== undefined) tree.derive('frame.interface_description', from.description, 0);
	});
}
