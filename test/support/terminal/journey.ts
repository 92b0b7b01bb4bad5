import {sample} from '../captures/samples.ts';
import {PROGRAM} from './program.ts';
import {type TerminalOptions, TestTerminal} from './terminal.ts';

/** The built program on a sample, full screen in a terminal of its own. */
export function explore(
	file: string,
	options: TerminalOptions & {readonly node?: string; readonly args?: string} = {},
): TestTerminal {
	const {node = process.execPath, args = ''} = options;
	return new TestTerminal(`"${node}" "${PROGRAM}" ${args} ${file === '' ? '' : `"${sample(file)}"`}`, options);
}

/**
 * From the list of a capture to the explanation of a reset and back to the shell: the way that everyone goes first.
 * Throws where the screen is not what it should be.
 */
export async function firstJourney(terminal: TestTerminal): Promise<void> {
	await terminal.until('idle-client-reset');
	if (!terminal.isAlternate) throw new Error('the program does not use the alternate screen');
	terminal.send('/');
	terminal.send('tcp.flags.reset == 1 && conn.verdict == "idle-client-reset"');
	await terminal.until(/18 of 2\d\d|18 streams/);
	terminal.send('\r');
	terminal.send('\r');
	await terminal.until('1/9');
	terminal.send('gr');
	// The reset is the last of the stream's nine packets; its sentence stands under it.
	await terminal.until('9/9');
	await terminal.until('Proper: the server had already declared FIN');
	terminal.send('q');
	await terminal.until(/18 of 215/);
	terminal.send('Q');
	const status = await terminal.exited;
	if (status !== 0) throw new Error(`the program ended with ${status}`);
	if (terminal.isAlternate) throw new Error('the terminal is left on the alternate screen');
}
