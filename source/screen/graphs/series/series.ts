import {Analysis} from '../../../analysis/tables/packet-table.ts';
import type {Ladder, Side} from '../../../report/ladder/ladder.ts';
import {MARK_IDS, type MarkId} from './marks.ts';
import {Points} from './points.ts';

export type SeriesSet = ReadonlyMap<MarkId, Points>;

/** Points by what they are, made as they come; drawn in the order of the layers. */
export class SeriesBuilder {
	private readonly points = new Map<MarkId, Points>();

	/** @param packets of the stream: no series has more points */
	constructor(private readonly packets: number) {}

	of(id: MarkId): Points {
		let points = this.points.get(id);
		if (points === undefined) {
			points = new Points(this.packets);
			this.points.set(id, points);
		}
		return points;
	}

	done(): SeriesSet {
		return new Map(MARK_IDS.flatMap(id => ((this.points.get(id)?.count ?? 0) > 0 ? [[id, this.points.get(id)!]] : [])));
	}
}

export function otherSide(side: Side): Side {
	return side === 'client' ? 'server' : 'client';
}

/** The bit `Analysis.FROM_B`, or nothing, that the packets of a side have. */
export function sideBit({tables, stream}: Ladder, side: Side): number {
	return tables.streams.clientIsB(stream) === (side === 'client') ? Analysis.FROM_B : 0;
}

/** A sequence number of 32 bits as one that goes on counting, near the last one (RFC 9293 3.4). */
export function unwrap(last: number, sequence: number): number {
	return last + ((sequence - last) | 0);
}
