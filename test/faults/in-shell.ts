import assert from 'node:assert/strict';
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {PROGRAM} from '../support/terminal/program.ts';
import {type TerminalOptions, TestTerminal} from '../support/terminal/terminal.ts';

/** 128 + SIGTSTP: the user asks for the job again; 128 + SIGSTOP: it goes on at once. */
const STOPPED = [
	'if [ $status = 147 ]; then fg; status=$?; fi',
	'if [ $status = 148 ]; then echo the job is stopped; read -r line; fi',
	'if [ $status = 148 ]; then fg; status=$?; fi',
	'stty -g > meanwhile',
];

/** The program in a shell with job control on a terminal: what it leaves behind, and how it ended, can be asked. */
export class InShell {
	readonly terminal: TestTerminal;
	readonly folder = mkdtempSync(join(tmpdir(), 'tcpwhy-faults-'));

	/** @param command shell words after `exec`; `$PROGRAM` runs the built program */
	constructor(command: string, {program = PROGRAM, ...options}: TerminalOptions & {readonly program?: string} = {}) {
		const script = join(this.folder, 'script');
		const run = command.replaceAll('$PROGRAM', `'${process.execPath}' '${program}'`);
		writeFileSync(join(this.folder, 'run'), `echo $$ > pid\nexec ${run}\n`);
		writeFileSync(
			script,
			[
				'set -m',
				// A shell script ends when one of its commands was interrupted, if it does not say otherwise.
				'trap true INT',
				`cd '${this.folder}'`,
				'stty -g > before',
				'sh run',
				'status=$?',
				'stty -g > meanwhile',
				// Twice over, for a stop breaks a shell's loop.
				...Array(2).fill(STOPPED).flat(),
				'echo $status > status',
				'stty -g > after',
				'echo the shell is back',
			].join('\n'),
		);
		this.terminal = new TestTerminal(`bash --noprofile --norc '${script}'`, options);
	}

	/** Process number of the program. */
	get pid(): number {
		return Number(this.read('pid'));
	}

	/** Waits for the shell; the program's exit status, 128 and a signal's number if that ended it. */
	async status(): Promise<number> {
		await this.terminal.until(() => existsSync(join(this.folder, 'after')) && this.terminal.shows('the shell is back'));
		return Number(this.read('status'));
	}

	/** The program ends with that status, and the terminal is as it was before. */
	async assertEnded(status: number): Promise<void> {
		assert.equal(await this.status(), status);
		this.assertLineSettings('after');
		assertRestored(this.terminal);
	}

	/** The line settings of the terminal while the program is stopped are those from before it. */
	assertLineSettings(when: 'meanwhile' | 'after'): void {
		assert.equal(this.read(when), this.read('before'), 'the line settings are as before');
	}

	async close(): Promise<void> {
		await this.terminal.hangUp();
		await this.terminal.close();
		rmSync(this.folder, {recursive: true});
	}

	private read(name: string): string {
		return readFileSync(join(this.folder, name), 'utf8').trim();
	}
}

/** Modes that a full-screen program sets, each with what sets and what resets it. */
const MODES: Readonly<Record<string, readonly [set: string, reset: string]>> = {
	'the alternate screen is left': ['\u{1B}[?1049h', '\u{1B}[?1049l'],
	'the cursor is shown': ['\u{1B}[?25l', '\u{1B}[?25h'],
	'pasting is as before': ['\u{1B}[?2004h', '\u{1B}[?2004l'],
	"the mouse is the terminal's": ['\u{1B}[?1000h', '\u{1B}[?1000l'],
	"the mouse's coordinates are as before": ['\u{1B}[?1006h', '\u{1B}[?1006l'],
	'updates are not held back': ['\u{1B}[?2026h', '\u{1B}[?2026l'],
};

/** Characters of the output that a failure shows. */
const TAIL = 2000;

/** The terminal is as a shell wants it, by all that was written to it. */
export function assertRestored({output, isAlternate}: TestTerminal): void {
	for (const [fact, [set, reset]] of Object.entries(MODES))
		assert.ok(output.lastIndexOf(reset) >= output.lastIndexOf(set), `${fact}: ${JSON.stringify(output.slice(-TAIL))}`);
	assert.equal(isAlternate, false);
}

/** Whether a process is there and is more than a name in the table of processes. */
export function isRunning(pid: number): boolean {
	try {
		return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
	} catch {
		return false;
	}
}
