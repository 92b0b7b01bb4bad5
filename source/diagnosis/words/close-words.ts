import {quietBeforeClose} from '../rules/predicates.ts';
import {spanText} from './amounts.ts';
import type {Telling} from './telling.ts';

/**
 * How long the server's FIN came after what was said last, with what that was: `, 4.01 s after the last payload`. An
 * acknowledgment in between is no use of the connection, so that the silence between packets may be shorter.
 */
export function closeQuietWords(t: Telling): string {
	const {server} = t.facts;
	const quiet = quietBeforeClose(t.facts);
	// Zero where the tap missed what came before.
	if (quiet === 0) return '';
	if (server.finUncoveredRow >= 0) return ` after ${spanText(quiet)} without payload`;
	if (quiet !== server.finQuiet)
		return `, ${spanText(server.finQuiet)} after its last payload; before that there was none for ${spanText(quiet)}`;
	const since = server.finOwnPayload + server.finPeerPayload > 0 ? 'the last payload' : 'the opening';
	return `, ${spanText(quiet)} after ${since}`;
}
