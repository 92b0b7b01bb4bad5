import type {Key} from 'ink';

/**
 * Names of the keys of one input event, in the order typed: a printable character is its own name; others are `enter`,
 * `escape`, `tab`, `shift-tab`, `backspace`, `delete`, `up`, `down`, `left`, `right`, `page-up`, `page-down`, `home`,
 * `end` and `ctrl-a` … `ctrl-z`.
 *
 * A terminal may hand over what was typed quickly, or while the screen was busy, in one piece. A character with Alt
 * held is what a terminal sends for Escape and the character behind it: it counts as the two keys.
 */
export function keyNames(input: string, key: Key): string[] {
	for (const [flag, name] of FLAGS) {
		if (key[flag]) return [key.shift && name === 'tab' ? 'shift-tab' : name];
	}
	if (key.ctrl) return /^[a-z]$/.test(input) ? [`ctrl-${input}`] : [];
	const names = Array.from(input, characterName).filter(name => name !== undefined);
	return key.meta ? ['escape', ...names] : names;
}

const FLAGS: readonly (readonly [keyof Key & string, string])[] = [
	['return', 'enter'],
	['escape', 'escape'],
	['tab', 'tab'],
	['backspace', 'backspace'],
	['delete', 'delete'],
	['upArrow', 'up'],
	['downArrow', 'down'],
	['leftArrow', 'left'],
	['rightArrow', 'right'],
	['pageUp', 'page-up'],
	['pageDown', 'page-down'],
	['home', 'home'],
	['end', 'end'],
];

/** Names of the keys that type no character, but for `ctrl-a` … `ctrl-z`. */
export const KEY_NAMES: readonly string[] = [...FLAGS.map(([, name]) => name), 'shift-tab'];

function characterName(character: string): string | undefined {
	if (character === '\r' || character === '\n') return 'enter';
	if (character === '\t') return 'tab';
	if (character === '\u{1B}') return 'escape';
	if (character === '\b' || character === '\u{7F}') return 'backspace';
	const code = character.codePointAt(0)!;
	if (code >= 1 && code <= 26) return `ctrl-${String.fromCharCode(96 + code)}`;
	return code < 32 ? undefined : character;
}

/** True for the name of a key that types a character. */
export function isCharacter(name: string): boolean {
	return Array.from(name).length === 1;
}
