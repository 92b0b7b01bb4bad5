import type {Shell} from '../parse-command-line.ts';
import {bashCompletion} from './bash.ts';
import {fishCompletion} from './fish.ts';
import {zshCompletion} from './zsh.ts';

const SCRIPTS: Readonly<Record<Shell, () => string>> = {
	bash: bashCompletion,
	zsh: zshCompletion,
	fish: fishCompletion,
};

/** The script that makes a shell complete the command line of the program. */
export function completionScript(shell: Shell): string {
	return SCRIPTS[shell]();
}
