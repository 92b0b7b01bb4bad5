/** Screens of journeys that were read and found good, kept as text. */
import assert from 'node:assert/strict';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import type {TestTerminal} from './terminal.ts';

const FOLDER = fileURLToPath(new URL('../../journeys/screens/', import.meta.url));

/** Set to accept the screens that the program shows now. Read the difference before you commit it. */
const isAccepting = Boolean(process.env['ACCEPT_SCREENS']);

/** What is no part of a screen's meaning, such as the name of a temporary folder, and what is kept in its place. */
export type Masks = readonly (readonly [RegExp, string])[];

/** Checks that the program comes to show the screen of that name; nothing may be drawn afterwards. */
export async function comesToShow(terminal: TestTerminal, name: string, masks: Masks = []): Promise<void> {
	const file = `${FOLDER}${name}.txt`;
	const shown = () =>
		`${masks.reduce((text, [from, to]) => text.replace(from, to), terminal.trimmedLines().join('\n'))}\n`;
	if (isAccepting) {
		await terminal.settled();
		mkdirSync(FOLDER, {recursive: true});
		writeFileSync(file, shown());
		return;
	}
	const accepted = readFileSync(file, 'utf8');
	// The last difference is what the reader wants to see, not that time ran out.
	await terminal.until(() => shown() === accepted).catch(() => assert.equal(shown(), accepted, name));
}
