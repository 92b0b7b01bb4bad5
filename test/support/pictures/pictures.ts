/** Pictures of the program for the readme: `npm run pictures` draws them; a test checks that they are up to date. */
import {mkdirSync, writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {explore} from '../terminal/journey.ts';
import type {TestTerminal} from '../terminal/terminal.ts';
import {screenSvg} from './screen-svg.ts';

export const FOLDER = fileURLToPath(new URL('../../../media/', import.meta.url));

export interface Picture {
	readonly file: string;
	/** For those who cannot see it; the readme gives it as well. */
	readonly alt: string;
	readonly rows: number;
	/** Options of the command line. */
	readonly args?: string;
	/** What is typed, and what the screen shows then, in turn. */
	readonly steps: readonly (readonly [keys: string, awaited: string | RegExp])[];
}

const COLUMNS = 112;

export const PICTURES: readonly Picture[] = [
	{
		file: 'streams.svg',
		alt: 'List of TCP streams, each with its verdict',
		rows: 24,
		steps: [['jjjjj', /6\/215$/]],
	},
	{
		file: 'overview.svg',
		alt: 'Overview: how the connections of a capture ended, over time and by server',
		rows: 36,
		steps: [['o', 'OVER TIME']],
	},
	{
		file: 'ladder.svg',
		alt: 'Ladder of a stream: silence, FIN, late data and the RST that answers it, each explained; the verdict below',
		rows: 30,
		args: '-s 5',
		steps: [['gr', '╰ Proper']],
	},
	{
		file: 'filter.svg',
		alt: 'Filter prompt with the fields that complete what was typed and what each means',
		rows: 24,
		steps: [
			['/', /^filter: /],
			['tcp.analysis.re\t', /^▸ tcp\.analysis\./],
		],
	},
	{
		file: 'graph.svg',
		alt: 'Sequence numbers of a stream over time, with window, acknowledgments and resets',
		rows: 30,
		args: '-s 57',
		steps: [
			['gg', '1/69'],
			['v', '[1 sequence]'],
		],
	},
];

/** Starts the program, and leads it to the screen of a picture. */
export async function pose({args = '', rows, steps}: Picture): Promise<TestTerminal> {
	const terminal = explore('mixed.pcap', {columns: COLUMNS, rows, args, environment: {TZ: 'UTC', NO_COLOR: ''}});
	await terminal.until(/1\/(?:215|9|69)$/);
	for (const [keys, awaited] of steps) {
		terminal.send(keys);
		await terminal.until(awaited);
	}
	return terminal;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	mkdirSync(FOLDER, {recursive: true});
	for (const picture of PICTURES) {
		const terminal = await pose(picture);
		await terminal.settled();
		writeFileSync(`${FOLDER}${picture.file}`, screenSvg(terminal.screen, picture.alt));
		await terminal.leave();
	}
}
