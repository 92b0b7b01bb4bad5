import {useInput} from 'ink';
import {useRef, useState} from 'react';
import type {Line} from '../report/spans.ts';
import {SAMPLES} from '../samples.ts';
import {type AppearanceOptions, chooseAppearance} from './draw/appearance.ts';
import {blocksInSight, hangingLines} from './draw/blocks.ts';
import {Lines} from './draw/lines.tsx';
import type {Appearance} from './draw/theme.ts';
import {keyNames} from './keys/key-names.ts';
import type {Size} from './screen-stack.ts';
import {endBy, FullScreenApp} from './terminal/full-screen-app.tsx';

interface OfferProps {
	readonly appearance: Appearance;
	/** Sample under the cursor at first. */
	readonly first?: string | undefined;
	readonly size: Size;
	/** Ends the offer, with the sample that was picked if one was. */
	readonly leave: (file?: string) => void;
}

/** A list of the samples: a newcomer picks one to see the program at work. */
export function Offer({appearance, first: begin, size, leave}: OfferProps) {
	const {columns, rows} = size;
	const [selected, setSelected] = useState(
		Math.max(
			0,
			SAMPLES.findIndex(({file}) => file === begin),
		),
	);
	// Keys that come in one piece all see the same drawing: where the cursor is by now stands here.
	const cursor = useRef(selected);
	useInput((input, key) => {
		for (const name of keyNames(input, key)) {
			const move = MOVES[name];
			if (move !== undefined) cursor.current = Math.max(0, Math.min(cursor.current + move, SAMPLES.length - 1));
			else if (name === 'enter' || name === 'right' || name === 'l') leave(SAMPLES[cursor.current]!.file);
			else if (name === 'q' || name === 'Q' || name === 'ctrl-c') leave();
		}
		setSelected(cursor.current);
	});
	const room = Math.max(1, rows - HEADING.length - 1);
	const shown = blocksInSight(sampleBlocks(selected, columns, appearance), selected, room);
	return (
		<>
			<Lines lines={HEADING} width={columns} appearance={appearance} />
			<Lines
				lines={shown.lines}
				selected={shown.selected}
				selectedRows={shown.selectedRows}
				width={columns}
				appearance={appearance}
				rows={room}
			/>
			<Lines lines={[FOOTER]} width={columns} appearance={appearance} />
		</>
	);
}

/** Rows that a key moves by; the ends of the list stop it. */
const MOVES: Readonly<Record<string, number>> = {
	j: 1,
	down: 1,
	k: -1,
	up: -1,
	'page-down': 10,
	'page-up': -10,
	g: -SAMPLES.length,
	home: -SAMPLES.length,
	G: SAMPLES.length,
	end: SAMPLES.length,
};

const HEADING: readonly Line[] = [
	[{text: 'tcpwhy', role: 'title'}, {text: '  no capture was named: pick a sample, or run  tcpwhy CAPTURE'}],
	[],
];
const FOOTER: Line = [
	{text: 'j k', role: 'key'},
	{text: ' move  '},
	{text: 'Enter', role: 'key'},
	{text: ' open  '},
	{text: 'q', role: 'key'},
	{text: ' quit'},
];

/** Cells of the samples' names; a longer one has what it shows below it. */
const NAMES = 35;

/** The lines of each sample. */
function sampleBlocks(selected: number, columns: number, {drawing}: Appearance): Line[][] {
	return SAMPLES.map(({file, shows}, index) => {
		const head = [{text: `${index === selected ? drawing.cursor : ' '} ${file}`}];
		return hangingLines(head, NAMES, {text: shows, role: 'dim'}, columns);
	});
}

/** Lets the user pick a sample, full screen; undefined if the user leaves. */
export async function offerSamples(options: AppearanceOptions, first?: string): Promise<string | undefined> {
	let chosen: string | undefined;
	const appearance = chooseAppearance(options, process.env);
	const leave = (file?: string) => {
		chosen = file;
		app.leave();
	};
	const app = new FullScreenApp(size => <Offer appearance={appearance} first={first} size={size} leave={leave} />);
	const signal = await app.ended();
	if (signal !== undefined) endBy(signal);
	return chosen;
}
