import Output from '../../../node_modules/ink/build/output.js';

/** What Ink's Output holds while a frame is put together: what is written where. */
interface WriteOperation {
	readonly type: string;
	readonly x: number;
	readonly y: number;
	readonly text: string;
	readonly transformers: readonly ((line: string, index: number) => string)[];
}

interface Frame {
	readonly height: number;
	readonly operations?: readonly WriteOperation[];
}

/**
 * Spares Ink its grid of cells where a frame has none to mix: all of its texts are whole rows, each at the left edge
 * and alone in its row, as almost all of this program's are. Ink would take each row apart into styled cells and put
 * it together again, which at 200 × 50 is three quarters of the time from key to frame and, on Node 20, twice the
 * limit (design 6). Frames of another shape, and an Ink that works otherwise, go the long way.
 */
export function enableFastOutput(): void {
	if (isEnabled) return;
	isEnabled = true;
	const {get} = Output.prototype;
	Output.prototype.get = function (this: Output) {
		const rows = wholeRows(this as unknown as Frame);
		return rows === undefined ? get.call(this) : {output: rows.join('\n'), height: rows.length};
	};
}

let isEnabled = false;

/** The rows of a frame of whole rows; undefined for any other. */
export function wholeRows({height, operations}: Frame): string[] | undefined {
	if (!Array.isArray(operations)) return undefined;
	const rows = Array<string>(height).fill('');
	for (const {type, x, y, text, transformers} of operations as readonly WriteOperation[]) {
		if (type !== 'write' || x !== 0 || rows[y] !== '' || text.includes('\n')) return undefined;
		rows[y] = transformers.reduce((line, transform) => transform(line, 0), text);
	}
	return rows.map(row => row.trimEnd());
}
