import {VERDICTS} from '../verdicts.ts';
import {Top} from './top.ts';
import {VerdictCells} from './verdict-cells.ts';

/** A server's address and port, or a client's address, and the streams there. */
export interface Place {
	/** Row of the address table. */
	readonly address: number;
	/** 0 for a client, whose ports tell nothing. */
	readonly port: number;
	readonly streams: number;
	readonly abnormal: number;
	/** Streams with the verdict that is asked for; all of them where none is. */
	readonly matching: number;
	/** Index of the verdict that most of its abnormal streams have; 0 where none is abnormal. */
	readonly worst: number;
}

/** The places that matter most, and how many there are. */
export interface Places {
	readonly most: readonly Place[];
	readonly count: number;
}

/** What a place is, by its number. */
export interface PlaceNames {
	address(place: number): number;
	port(place: number): number;
}

const ABNORMAL: readonly boolean[] = VERDICTS.map(({category}) => category === 'abnormal');

/** Counts streams by where they were, and there by their verdicts. Places are numbered from 0 by the caller. */
export class PlaceTally {
	readonly cells = new VerdictCells();

	constructor(readonly names: PlaceNames) {}

	add(place: number, verdict: number, stream: number): void {
		this.cells.add(place, verdict, stream);
	}

	/**
	 * All places, those with most abnormal endings first; then for each verdict those where it is most frequent.
	 *
	 * @param size one more than the highest number of a place
	 */
	summary(size: number): {readonly all: Places; readonly ofVerdict: readonly Places[]; readonly streams: Uint32Array} {
		const {cells} = this;
		const streams = new Uint32Array(size);
		const abnormal = new Uint32Array(size);
		/** Of each place, the largest abnormal cell + 1. */
		const worst = new Uint32Array(size);
		const tops = VERDICTS.map(() => new Top(cell => cells.count(cell)));
		for (let cell = 0; cell < cells.length; cell++) {
			const place = cells.place(cell);
			const verdict = cells.verdict(cell);
			const count = cells.count(cell);
			tops[verdict]!.add(cell);
			streams[place]! += count;
			if (!ABNORMAL[verdict]) continue;
			abnormal[place]! += count;
			if (worst[place] === 0 || count > cells.count(worst[place]! - 1)) worst[place] = cell + 1;
		}
		const top = new Top(place => abnormal[place]! * 2 ** 32 + streams[place]!);
		for (let place = 0; place < size; place++) if (streams[place]! > 0) top.add(place);
		const placeOf = (place: number, matching: number): Place => ({
			address: this.names.address(place),
			port: this.names.port(place),
			streams: streams[place]!,
			abnormal: abnormal[place]!,
			matching,
			worst: worst[place] === 0 ? 0 : cells.verdict(worst[place]! - 1),
		});
		return {
			all: {most: top.items.map(place => placeOf(place, streams[place]!)), count: top.met},
			ofVerdict: tops.map(({items, met}) => ({
				most: items.map(cell => placeOf(cells.place(cell), cells.count(cell))),
				count: met,
			})),
			streams,
		};
	}
}
