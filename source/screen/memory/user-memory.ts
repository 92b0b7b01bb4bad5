import {configFile, stateFile} from '../../session/user-files.ts';
import {BookmarkStore} from './bookmark-store.ts';
import {FilterHistory} from './filter-history.ts';

/** What the program knows of its user from one session to the next. */
export interface UserMemory {
	readonly history: FilterHistory;
	readonly bookmarks: BookmarkStore;
}

/** The memory of the user whose environment this is. */
export function userMemory(environment: Readonly<Record<string, string | undefined>>): UserMemory {
	return {
		history: new FilterHistory(stateFile(environment, 'filter-history')),
		bookmarks: new BookmarkStore(configFile(environment, 'bookmarks.json')),
	};
}

/** A memory that ends with the session. */
export function sessionMemory(): UserMemory {
	return {history: new FilterHistory(undefined), bookmarks: new BookmarkStore(undefined)};
}
