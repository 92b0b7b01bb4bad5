import type {CaptureInterface} from '../../capture/capture-reader.ts';
import {LINK_TYPES, NO_LINK_TYPE} from '../../capture/link-types.ts';
import type {FrameFacts} from '../../dissect/describe/frame.ts';

/** What a frame shows of its interface; undefined where the file does not say any. */
export function interfaceFacts(from: CaptureInterface | undefined): FrameFacts['interface'] {
	if (from === undefined || from.implied) return undefined;
	const id = from.linkType === NO_LINK_TYPE ? undefined : from.number;
	return {section: from.section + 1, id, name: from.name ?? 'unknown', description: from.description};
}

/** frame.encap_type of the frames of an interface; undefined for blocks that are no packets. */
export function encapsulation(from: CaptureInterface | undefined): number | undefined {
	if (from === undefined) return 0;
	return from.linkType === NO_LINK_TYPE ? undefined : (LINK_TYPES.get(from.linkType)?.encapType ?? 0);
}
