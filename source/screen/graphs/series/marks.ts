import type {Role} from '../../../report/spans.ts';

/** How the values of a series are drawn: as dots from low to high, as a line of steps, as letters. */
export type Shape = 'dots' | 'steps' | 'edge' | 'letters';

interface Mark {
	readonly label: string;
	readonly role: Role;
	readonly shape: Shape;
	readonly letter?: string;
}

/**
 * What is drawn in graphs, from the lowest layer up: of two things in one cell the later one is seen. Letters are
 * those of tcptrace where it has one.
 */
export const MARKS = {
	windowEdge: {label: 'window edge', role: 'gap', shape: 'edge'},
	receiveWindow: {label: 'receive window', role: 'gap', shape: 'edge'},
	ack: {label: 'ACK', role: 'info', shape: 'steps'},
	sack: {label: 'SACK', role: 'fin', shape: 'letters', letter: 'S'},
	data: {label: 'data', role: 'data', shape: 'dots'},
	inFlight: {label: 'bytes in flight', role: 'data', shape: 'dots'},
	roundTrip: {label: 'round-trip time of an ACK', role: 'data', shape: 'dots'},
	toServer: {label: 'above: client to server', role: 'client', shape: 'dots'},
	toClient: {label: 'below: server to client', role: 'server', shape: 'dots'},
	duplicateAck: {label: 'dup ACK', role: 'warning', shape: 'letters', letter: 'd'},
	lost: {label: 'lost', role: 'error', shape: 'letters', letter: 'L'},
	outOfOrder: {label: 'out of order', role: 'warning', shape: 'letters', letter: 'O'},
	retransmission: {label: 'retransmission', role: 'retransmission', shape: 'letters', letter: 'R'},
	windowFull: {label: 'window full', role: 'warning', shape: 'letters', letter: 'W'},
	zeroWindow: {label: 'zero window', role: 'error', shape: 'letters', letter: 'Z'},
	fin: {label: 'FIN', role: 'fin', shape: 'letters', letter: 'F'},
	reset: {label: 'RST', role: 'reset', shape: 'letters', letter: 'X'},
} as const satisfies Readonly<Record<string, Mark>>;

export type MarkId = keyof typeof MARKS;

export const MARK_IDS = Object.keys(MARKS) as readonly MarkId[];

export function markOf(id: MarkId): Mark {
	return MARKS[id];
}
