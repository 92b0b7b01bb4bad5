import {mkdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync} from 'node:fs';
import path from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

const NAME = 'tcpwhy';

/** The user's own macros, beside the bookmarks. */
export const MACRO_FILE = 'dfilter_macros';

/** Path of a file that remembers what was done; undefined where the user has no home. XDG Base Directory 0.8. */
export function stateFile(environment: Environment, file: string): string | undefined {
	return inBase(environment, 'XDG_STATE_HOME', '.local/state', file);
}

/** Path of a file that the user wrote, or had written; undefined where the user has no home. */
export function configFile(environment: Environment, file: string): string | undefined {
	return inBase(environment, 'XDG_CONFIG_HOME', '.config', file);
}

/** A base directory that is not absolute does not count, says the specification. */
function inBase(environment: Environment, variable: string, usual: string, file: string): string | undefined {
	const named = environment[variable] ?? '';
	if (path.isAbsolute(named)) return path.join(named, NAME, file);
	const home = environment['HOME'] ?? '';
	return path.isAbsolute(home) ? path.join(home, usual, NAME, file) : undefined;
}

/** More is no file of ours. */
const MOST_BYTES = 1024 * 1024;

/** The text of a file; undefined if there is none. Throws where there is something else than a readable small file. */
export function readUserFile(file: string, mostBytes = MOST_BYTES): string | undefined {
	const found = statSync(file, {throwIfNoEntry: false});
	if (found === undefined) return undefined;
	// To open a pipe would wait for whoever writes to it.
	if (!found.isFile()) throw new Error('it is not a file');
	if (found.size > mostBytes) throw new Error('it is too large');
	return readFileSync(file, 'utf8');
}

/**
 * Replaces a file, whole or not at all, so that two sessions never leave half of one; only its owner may read it. A
 * link stays a link. Throws where that cannot be done.
 */
export function writeUserFile(file: string, text: string): void {
	const exists = statSync(file, {throwIfNoEntry: false}) !== undefined;
	const target = exists ? realpathSync(file) : file;
	mkdirSync(path.dirname(target), {recursive: true, mode: 0o700});
	const draft = `${target}.${process.pid}`;
	try {
		writeFileSync(draft, text, {mode: 0o600, flag: 'wx'});
		renameSync(draft, target);
	} catch (error) {
		rmSync(draft, {force: true});
		throw error;
	}
}
