import {configFile, readUserFile} from '../session/user-files.ts';
import type {Settings} from './settings.ts';

/** The config file that was read, what it asks for, and what is wrong with it. */
export interface LoadedSettings {
	readonly settings: Settings;
	/** Undefined where none was read. */
	readonly file: string | undefined;
	/** Each with file and line: `/home/me/.config/tcpwhy/config.toml:12: …`. */
	readonly problems: readonly string[];
}

export const NO_SETTINGS: LoadedSettings = {settings: {colors: {}, keys: []}, file: undefined, problems: []};

/** Far more than all options with their comments; what reads TOML is slow on a file of nothing but brackets. */
const MOST_BYTES = 128 * 1024;

/** Where the config file of the user whose environment this is lies; undefined without a home. */
export function usualConfigFile(environment: Readonly<Record<string, string | undefined>>): string | undefined {
	return configFile(environment, 'config.toml');
}

/**
 * Reads a config file. Whatever is wrong with it is told and does not count: nobody is kept from a capture by it.
 *
 * @param isNamed the user named this file: then it is a problem that there is none
 */
export async function loadSettings(file: string, isNamed: boolean): Promise<LoadedSettings> {
	let text: string | undefined;
	try {
		text = readUserFile(file, MOST_BYTES);
	} catch (error) {
		const why = error instanceof Error ? error.message : String(error);
		return {...NO_SETTINGS, file, problems: [`${file} cannot be read: ${why}`]};
	}
	if (text === undefined) return isNamed ? {...NO_SETTINGS, problems: [`${file} does not exist`]} : NO_SETTINGS;
	// Most users have no file, and no need of what reads it.
	const [{tomlEntries}, {readSettings}] = await Promise.all([import('./toml-entries.ts'), import('./settings.ts')]);
	const {entries, problems: damage} = await tomlEntries(text);
	const {settings, problems} = readSettings(entries);
	const all = [...damage, ...problems].sort((a, b) => a.line - b.line);
	return {settings, file, problems: all.map(({line, message}) => `${file}:${line}: ${message}`)};
}
