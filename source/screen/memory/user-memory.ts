import {configFile, MACRO_FILE, stateFile} from '../../session/user-files.ts';
import {BOOKMARK_FORMAT, MACRO_FORMAT} from './filter-formats.ts';
import {LineHistory} from './line-history.ts';
import {OwnFilters} from './own-filters.ts';

/** What the program knows of its user from one session to the next. */
export interface UserMemory {
	readonly history: LineHistory;
	readonly bookmarks: OwnFilters;
	readonly macros: OwnFilters;
	/** Lines of the command line. */
	readonly commands: LineHistory;
}

/** The memory of the user whose environment this is. */
export function userMemory(environment: Readonly<Record<string, string | undefined>>): UserMemory {
	return {
		history: new LineHistory(stateFile(environment, 'filter-history')),
		bookmarks: new OwnFilters(configFile(environment, 'bookmarks.json'), BOOKMARK_FORMAT),
		macros: new OwnFilters(configFile(environment, MACRO_FILE), MACRO_FORMAT),
		commands: new LineHistory(stateFile(environment, 'command-history')),
	};
}

/** A memory that ends with the session. */
export function sessionMemory(): UserMemory {
	return {
		history: new LineHistory(undefined),
		bookmarks: new OwnFilters(undefined, BOOKMARK_FORMAT),
		macros: new OwnFilters(undefined, MACRO_FORMAT),
		commands: new LineHistory(undefined),
	};
}
