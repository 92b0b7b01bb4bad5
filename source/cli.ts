#!/usr/bin/env node
import {closeSync, openSync} from 'node:fs';
import process from 'node:process';
import {isatty} from 'node:tty';
import manifest from '../package.json' with {type: 'json'};
import {CaptureError} from './capture/problem.ts';
import {parseCommandLine, UsageError} from './command-line.ts';
import {sanitize} from './report/sanitize.ts';

const FAILED = 1;
const WRONG_USAGE = 2;

/** Runs the program; the result is its exit status. */
async function main(): Promise<number> {
	const options = parseCommandLine(process.argv.slice(2), manifest.version);
	const isHeadless =
		options.report !== undefined ||
		options.fields !== undefined ||
		options.write !== undefined ||
		options.export !== undefined ||
		options.ladder !== undefined ||
		options.checkFilters;
	if (isHeadless || !process.stdout.isTTY || !hasKeyboard()) {
		const {runHeadless} = await import('./headless.ts');
		return await runHeadless(options);
	}
	const {runFullScreen} = await import('./full-screen.ts');
	return await runFullScreen(options);
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
	process.stderr.write(`tcpwhy: standard output takes no more: ${error.message}\n`);
	process.exit(FAILED);
});

try {
	process.exitCode = await main();
} catch (error) {
	const isExpected = error instanceof CaptureError || error instanceof UsageError;
	const message = isExpected ? sanitize(error.message) : (error as Error).stack;
	process.stderr.write(`tcpwhy: ${message}\n`);
	process.exitCode = error instanceof UsageError ? WRONG_USAGE : FAILED;
}
