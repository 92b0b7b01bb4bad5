/** A terminal's screen as an SVG picture: text stays text, in its colours, on the terminal's grid. */
import type {Terminal} from '@xterm/headless';

/** Pixels of a cell, and between the screen and the picture's edge. */
const CELL = {width: 8, height: 18};
const PADDING = 12;
const BASELINE = 13.5;

const BACKGROUND = '#12161c';
const FOREGROUND = '#d5dbe3';

/** The 16 colours of a terminal, as numbered by SGR. */
const PALETTE = [
	...['#12161c', '#e5675d', '#5fb168', '#d0a04a', '#6ba4f0', '#b98af0', '#4cc0cb', '#d5dbe3'],
	...['#768390', '#ff7f76', '#7ddc88', '#e9bd57', '#84bfff', '#d4aaff', '#66d9e3', '#ffffff'],
];

interface Style {
	/** Fill of the text. */
	readonly color: string;
	/** Fill of the cells; undefined for the background of all. */
	readonly behind: string | undefined;
	readonly classes: string;
}

/** Cells of one look that stand together. */
interface Run {
	readonly column: number;
	readonly cells: number;
	readonly text: string;
	readonly style: Style;
}

/** @param title what the picture shows, for those who cannot see it */
export function screenSvg(screen: Terminal, title: string): string {
	const width = screen.cols * CELL.width + 2 * PADDING;
	const height = screen.rows * CELL.height + 2 * PADDING;
	const rows = Array.from({length: screen.rows}, (_, row) => rowSvg(runsOf(screen, row), row)).filter(
		row => row !== '',
	);
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" xml:space="preserve" fill="${FOREGROUND}">`,
		`<title>${escaped(title)}</title>`,
		'<style>',
		`text{font:13.3px ui-monospace,"SFMono-Regular","DejaVu Sans Mono",Menlo,Consolas,monospace;white-space:pre}`,
		'.b{font-weight:bold}.d{opacity:.6}.u{text-decoration:underline}',
		'</style>',
		`<rect width="${width}" height="${height}" rx="8" fill="${BACKGROUND}"/>`,
		...rows,
		'</svg>',
		'',
	].join('\n');
}

/** The lines of text in such a picture, without colours and blanks at their ends. */
export function svgLines(svg: string): string[] {
	const lines: string[] = [];
	for (const [, x, y, text] of svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)<\/text>/g)) {
		const row = Math.round((Number(y) - PADDING - BASELINE) / CELL.height);
		const column = Math.round((Number(x) - PADDING) / CELL.width);
		lines[row] = (lines[row] ?? '').padEnd(column) + unescaped(text!);
	}
	return Array.from(lines, line => line ?? '');
}

function runsOf(screen: Terminal, row: number): Run[] {
	const {active} = screen.buffer;
	const line = active.getLine(active.viewportY + row);
	const runs: Run[] = [];
	for (let column = 0; line !== undefined && column < screen.cols; column++) {
		const cell = line.getCell(column)!;
		if (cell.getWidth() === 0) continue;
		const style = styleOf(cell);
		const text = cell.getChars() || ' ';
		const last = runs.at(-1);
		if (last !== undefined && isSame(last.style, style)) {
			runs[runs.length - 1] = {...last, cells: last.cells + cell.getWidth(), text: last.text + text};
		} else {
			runs.push({column, cells: cell.getWidth(), text, style});
		}
	}
	return runs;
}

type Cell = NonNullable<ReturnType<NonNullable<ReturnType<Terminal['buffer']['active']['getLine']>>['getCell']>>;

function styleOf(cell: Cell): Style {
	const color = cell.isFgPalette() ? (PALETTE[cell.getFgColor()] ?? FOREGROUND) : FOREGROUND;
	const ground = cell.isBgPalette() ? PALETTE[cell.getBgColor()] : undefined;
	const isInverse = cell.isInverse() !== 0;
	const classes = [cell.isBold() && 'b', cell.isDim() && 'd', cell.isUnderline() && 'u'].filter(Boolean).join(' ');
	return {color: isInverse ? (ground ?? BACKGROUND) : color, behind: isInverse ? color : ground, classes};
}

function isSame(one: Style, other: Style): boolean {
	return one.color === other.color && one.behind === other.behind && one.classes === other.classes;
}

/** Cells first, text over them. The length of each text is said, so that any font keeps the grid. */
function rowSvg(runs: readonly Run[], row: number): string {
	const top = PADDING + row * CELL.height;
	const left = (column: number) => PADDING + column * CELL.width;
	const cells = runs
		.filter(({style}) => style.behind !== undefined)
		.map(
			({column, cells: count, style}) =>
				`<rect x="${left(column)}" y="${top}" width="${count * CELL.width}" height="${CELL.height}" fill="${style.behind}"/>`,
		);
	const texts = runs.flatMap(({column, cells: count, text, style}) => {
		const shown = text.trim();
		if (shown === '') return [];
		const blanks = text.length - text.trimStart().length;
		const used = count - (text.length - shown.length);
		const fill = style.color === FOREGROUND ? '' : ` fill="${style.color}"`;
		const classes = style.classes === '' ? '' : ` class="${style.classes}"`;
		const length = ` textLength="${used * CELL.width}"`;
		return [
			`<text x="${left(column + blanks)}" y="${top + BASELINE}"${length}${classes}${fill}>${escaped(shown)}</text>`,
		];
	});
	return [...cells, ...texts].join('');
}

const ENTITIES: Readonly<Record<string, string>> = {'&': '&amp;', '<': '&lt;', '>': '&gt;'};

function escaped(text: string): string {
	return text.replace(/[&<>]/g, character => ENTITIES[character]!);
}

function unescaped(text: string): string {
	return text.replace(/&(?:amp|lt|gt);/g, entity => Object.keys(ENTITIES).find(key => ENTITIES[key] === entity)!);
}
