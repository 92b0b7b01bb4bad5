#!/usr/bin/env node
import {closeSync, openSync} from 'node:fs';
import process from 'node:process';
import {isatty} from 'node:tty';
import manifest from '../package.json' with {type: 'json'};
import {CaptureError} from './capture/problem.ts';
import {parseCommandLine, UsageError} from './command-line/parse-command-line.ts';
import {internalError} from './report/internal-error.ts';
import {asciiText, hasUnicode} from './report/locale.ts';
import {sanitize} from './report/sanitize.ts';

const FAILED = 1;
const WRONG_USAGE = 2;

/** Runs the program; the result is its exit status. */
async function main(): Promise<number> {
	const options = await parseCommandLine(process.argv.slice(2), manifest.version);
	if (typeof options === 'string') {
		process.stdout.write(options);
		return 0;
	}
	if (options.printConfig) {
		const {sampleConfig} = await import('./config/sample.ts');
		process.stdout.write(sampleConfig());
		return 0;
	}
	if (options.completions !== undefined) {
		const {completionScript} = await import('./command-line/completions/completion-script.ts');
		process.stdout.write(completionScript(options.completions));
		return 0;
	}
	const isHeadless =
		options.report !== undefined ||
		options.fields !== undefined ||
		options.write !== undefined ||
		options.export !== undefined ||
		options.ladder !== undefined ||
		options.checkFilters;
	if (!isHeadless && process.stdout.isTTY && hasKeyboard()) {
		if (process.env['TERM'] !== 'dumb') {
			const {runFullScreen} = await import('./full-screen.ts');
			return await runFullScreen(options);
		}
		complain('this terminal (TERM=dumb) cannot show a full screen: here is the report as text.');
	}
	for (const problem of options.config.problems) complain(sanitize(problem));
	const {runHeadless} = await import('./headless.ts');
	return await runHeadless(options);
}

/** A line on standard error, in characters that the locale has. */
function complain(message: string): void {
	const line = `tcpwhy: ${message}\n`;
	process.stderr.write(hasUnicode(process.env) ? line : asciiText(line));
}

/** Standard input, or the terminal behind it while standard input brings a capture. */
function hasKeyboard(): boolean {
	if (isatty(0)) return true;
	try {
		closeSync(openSync('/dev/tty', 'r'));
		return true;
	} catch {
		return false;
	}
}

// The reader of a pipe may go away at any time: what it has not read it does not want.
process.stdout.on('error', error => {
	if ((error as NodeJS.ErrnoException).code === 'EPIPE') process.exit(0);
	complain(`standard output takes no more: ${error.message}`);
	process.exit(FAILED);
});
// Where nobody reads the complaints either, there is nobody to tell.
process.stderr.on('error', () => {});

/** Says why it could not be done; the result is the exit status. */
function failed(error: unknown): number {
	const isExpected = error instanceof CaptureError || error instanceof UsageError;
	complain(isExpected ? sanitize(error.message) : internalError(error));
	return error instanceof UsageError ? WRONG_USAGE : FAILED;
}

try {
	process.exitCode = await main();
} catch (error) {
	process.exitCode = failed(error);
}
