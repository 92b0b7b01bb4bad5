import {openBookmarks} from '../filter/bookmarks-state.ts';
import {openFilterPrompt} from '../filter/filter-prompt-state.ts';
import {openHelp} from '../help/help-state.ts';
import type {Effect, Facts} from '../screen.ts';
import type {KeyTable} from './key-table.ts';

/** What the actions of COMMON_KEYS ask for, on the screen of that title and tables; nothing for another action. */
export function commonEffects(
	action: string,
	{session}: Facts,
	title: string,
	tables: readonly KeyTable[],
): readonly Effect[] {
	switch (action) {
		case 'filter':
			return [{type: 'open', screen: openFilterPrompt(session.view.filter?.expression ?? '')}];
		case 'bookmarks':
			return [{type: 'open', screen: openBookmarks()}];
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
