import {countOf} from './amounts.ts';
import type {Telling} from './telling.ts';

/** The reset in words: `server RST,ACK`. */
export function resetWords(t: Telling): string {
	return `${t.role(t.facts.reset.side)} ${t.facts.reset.bare ? 'RST without ACK' : 'RST,ACK'}`;
}

/** What the resets behind the first are. */
export function echoWords(t: Telling): string {
	const echoes = t.facts.ends[t.facts.reset.side]!.resetCount - 1;
	return echoes > 0 ? `, then ${countOf(echoes, 'more reset')} in reply to what was still under way` : '';
}
