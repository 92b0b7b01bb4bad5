import type {GraphModel, View} from '../graph-model.ts';
import {type Canvas, DOT_COLUMNS, DOT_ROWS} from './canvas.ts';
import type {GraphGlyphs} from './glyphs.ts';
import type {Range} from './scale.ts';

/** What series are drawn on. */
export interface Surface {
	readonly model: GraphModel;
	readonly view: View;
	readonly canvas: Canvas;
	readonly place: Place;
	readonly glyphs: GraphGlyphs;
}

/** Where times and values are on a canvas, in dots. */
export class Place {
	private readonly wide: number;
	private readonly high: number;
	private readonly dotsPerTime: number;
	private readonly dotsPerValue: number;

	constructor(
		canvas: Canvas,
		private readonly view: View,
		private readonly range: Range,
	) {
		this.wide = canvas.columns * DOT_COLUMNS;
		this.high = canvas.rows * DOT_ROWS;
		this.dotsPerTime = this.wide / (view.to - view.from);
		this.dotsPerValue = (this.high - 1) / Math.max(1e-9, range.high - range.low);
	}

	/** Dot column of a time; that of the view's end is the last. */
	x(time: number): number {
		return time === this.view.to ? this.wide - 1 : Math.floor((time - this.view.from) * this.dotsPerTime);
	}

	/** Dot row of a value, from the foot. */
	y(value: number): number {
		return Math.floor((value - this.range.low) * this.dotsPerValue + 0.5);
	}

	/** The nearest dot row that there is. */
	within(y: number): number {
		return Math.max(0, Math.min(this.high - 1, y));
	}
}
