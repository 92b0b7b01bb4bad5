import {forWireshark, needsTcpwhy} from '../../filter/write/for-wireshark.ts';
import {REGISTRY, withoutMacros} from '../../session/compile-filter.ts';
import type {Session, StreamView} from '../../session/session.ts';
import type {Effect} from '../screen.ts';

/** Streams that a copied filter may name: a longer one is nothing that one would paste. */
const MOST_STREAMS = 200;

/**
 * Copies the filter in force as Wireshark takes it, or as the tshark command for this capture. Without one, the
 * filter for the stream.
 */
export function copyFilter(session: Session, as: 'filter' | 'tshark', stream: number | undefined): readonly Effect[] {
	const {view, files} = session;
	const ofStream = stream === undefined ? undefined : `tcp.stream == ${stream}`;
	const filter = view.filter === undefined ? ofStream : inWireshark(view.filter.expression, view);
	if (filter === undefined) {
		const text =
			view.filter === undefined
				? 'no filter is in force that could be copied'
				: `Wireshark has no conn. fields, and ${view.count} streams are too many to name`;
		return [{type: 'message', message: {text, role: 'dim'}}];
	}
	const text = as === 'filter' ? filter : `tshark -n -r ${files.map(shellWord).join(' ')} -Y ${shellWord(filter)}`;
	return [
		{type: 'copy', text},
		{type: 'message', message: {text: `sent to the terminal's clipboard: ${text}`, role: 'dim'}},
	];
}

/** The filter in Wireshark's words; one about whole connections becomes the list of their streams. */
function inWireshark(expression: string, view: StreamView): string | undefined {
	// Wireshark has not the user's macros.
	const written = withoutMacros(expression);
	if (!needsTcpwhy(written, REGISTRY)) return forWireshark(written, REGISTRY);
	if (view.count === 0 || view.count > MOST_STREAMS) return undefined;
	const streams = Array.from({length: view.count}, (_, index) => view.at(index));
	return `tcp.stream in {${streams.sort((a, b) => a - b).join(', ')}}`;
}

/** A word of a POSIX shell: quoted where it has to be. */
function shellWord(text: string): string {
	return /^[\w./:@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
