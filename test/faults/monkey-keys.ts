/** What a monkey types: keys and sizes of the window, from a seed. */
export type Deed = {readonly keys: string} | {readonly columns: number; readonly rows: number};

/** Keys that lead somewhere; whatever leaves the program, stops it or writes a file is not among them. */
const KEYS = [
	...'abcdefghijklmnoprstuvxyzABCDEFGHIJKLMNOPRSTUVXYZ0123456789',
	...' !"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~é例',
	...[
		'\r',
		'\r',
		'\t',
		'\u{1B}',
		'\u{1B}',
		'\u{7F}',
		'\u{C}',
		'\u{1B}[Z',
		'\u{1}',
		'\u{5}',
		'\u{15}',
		'\u{17}',
		'\u{B}',
		'\u{14}',
	],
	...['\u{1B}[A', '\u{1B}[B', '\u{1B}[C', '\u{1B}[D', '\u{1B}[H', '\u{1B}[F', '\u{1B}[5~', '\u{1B}[6~', '\u{1B}[3~'],
	...[
		'\u{1B}OP',
		'\u{1B}[<64;9;9M',
		'\u{1B}[<65;9;9M',
		'\u{1B}[<0;5;6M',
		'\u{1B}[<0;300;300M',
		'\u{1B}[I',
		'\u{1B}[1;5A',
	],
	...[
		'/tcp.port == ',
		'/!tcp && (',
		':theme ',
		':set ',
		':goto ',
		':help',
		':config',
		'\u{1B}[200~tcp.flags.reset == 1\u{1B}[201~',
	],
];

const SIZES = [
	[100, 30],
	[200, 50],
	[80, 24],
	[40, 10],
	[20, 5],
	[1, 1],
	[300, 90],
] as const;

/** A deed after the other, the same for the same seed (mulberry32). */
export function* deeds(seed: number, count: number): Generator<Deed> {
	let state = seed >>> 0;
	const below = (limit: number): number => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
	};
	for (let deed = 0; deed < count; deed++) {
		if (below(25) === 0) {
			const [columns, rows] = SIZES[below(SIZES.length)]!;
			yield {columns, rows};
		} else yield {keys: KEYS[below(KEYS.length)]!};
	}
}
