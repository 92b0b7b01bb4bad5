import {configFile, stateFile} from '../../session/user-files.ts';
import {BookmarkStore} from './bookmark-store.ts';
import {LineHistory} from './line-history.ts';

/** What the program knows of its user from one session to the next. */
export interface UserMemory {
	readonly history: LineHistory;
	readonly bookmarks: BookmarkStore;
	/** Lines of the command line. */
	readonly commands: LineHistory;
}

/** The memory of the user whose environment this is. */
export function userMemory(environment: Readonly<Record<string, string | undefined>>): UserMemory {
	return {
		history: new LineHistory(stateFile(environment, 'filter-history')),
		bookmarks: new BookmarkStore(configFile(environment, 'bookmarks.json')),
		commands: new LineHistory(stateFile(environment, 'command-history')),
	};
}

/** A memory that ends with the session. */
export function sessionMemory(): UserMemory {
	return {
		history: new LineHistory(undefined),
		bookmarks: new BookmarkStore(undefined),
		commands: new LineHistory(undefined),
	};
}
