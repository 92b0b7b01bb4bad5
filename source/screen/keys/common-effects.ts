import {ENDINGS} from '../endings/endings-state.ts';
import {askFileOfStream} from '../filter/ask-state.ts';
import {openBookmarks} from '../filter/bookmarks-state.ts';
import {copyFilter} from '../filter/copy-filter.ts';
import {openFilterPrompt} from '../filter/filter-prompt-state.ts';
import {openHelp} from '../help/help-state.ts';
import type {Effect, Facts} from '../screen.ts';
import {openVerdict, openVerdictList} from '../verdicts/verdict-state.ts';
import type {KeyTable} from './key-table.ts';

/** A message in the last row. */
export function tell(text: string): Effect {
	return {type: 'message', message: {text, role: 'dim'}};
}

/**
 * What the actions of COMMON_KEYS ask for, on the screen of that title and tables; nothing for another action.
 *
 * @param stream that the screen is about, where it is about one
 */
export function commonEffects(
	action: string,
	{session}: Facts,
	title: string,
	tables: readonly KeyTable[],
	stream?: number,
): readonly Effect[] {
	switch (action) {
		case 'filter':
			return [{type: 'open', screen: openFilterPrompt(session.view.filter?.expression ?? '')}];
		case 'overview':
			return [{type: 'open', screen: ENDINGS}];
		case 'meaning': {
			const verdict = stream === undefined ? undefined : session.ending(stream)?.verdict;
			return [{type: 'open', screen: verdict === undefined ? openVerdictList() : openVerdict(verdict)}];
		}
		case 'bookmarks':
			return [{type: 'open', screen: openBookmarks()}];
		case 'copy-filter':
			return copyFilter(session, 'filter', stream);
		case 'copy-tshark':
			return copyFilter(session, 'tshark', stream);
		case 'write':
			return stream === undefined ? [] : [{type: 'open', screen: askFileOfStream(stream)}];
		case 'help':
			return [{type: 'open', screen: openHelp(title, tables)}];
		case 'close':
		case 'quit':
		case 'redraw':
		case 'suspend':
			return [{type: action}];
		default:
			return [];
	}
}
