import type {Options} from './command-line/parse-command-line.ts';
import {UsageError} from './command-line/parse-command-line.ts';
import {samplePath} from './samples.ts';
import type {Leaving} from './screen/effects.ts';
import {readHostNames} from './session/host-names.ts';
import type {CaptureRequest} from './session/load/capture-request.ts';
import {LoadingThread} from './session/load/loading-thread.ts';

/** Explores a capture, or a sample that the user picks, full screen; the result is the exit status. */
export async function runFullScreen(options: Options): Promise<number> {
	if (options.filter !== '') await checkFilter(options.filter);
	const hostNames = options.names ? readHostNames(options.hosts) : undefined;
	if (options.input !== undefined) return (await explore(options.input, options, hostNames)).status;
	// Whoever closes a sample came to look around: here are the others.
	for (let first: string | undefined; ; ) {
		const file = await pickSample(options, first);
		if (file === undefined) return 0;
		const {status, left} = await explore({files: [samplePath(file)]}, options, hostNames);
		if (status !== 0 || left === 'quit') return status;
		first = file;
	}
}

/** Throws `UsageError` if it is no display filter. */
async function checkFilter(filter: string): Promise<void> {
	const {check} = await import('./session/compile-filter.ts');
	const checked = check(filter);
	if (!checked.ok) throw new UsageError(`--filter: ${checked.problems[0]!.message}`);
}

/** Shows one capture, or several merged, until the user leaves. */
async function explore(
	request: CaptureRequest,
	options: Options,
	hostNames: ReadonlyMap<string, string> | undefined,
): Promise<{readonly status: number; readonly left: Leaving}> {
	const thread = new LoadingThread(request, new URL('./session/worker.js', import.meta.url), options.thresholds);
	// All of the screen loads while the thread does, and while it reads the first packets.
	const screen = await import('./screen/explore.ts');
	return await screen.explore(thread, options, hostNames);
}

async function pickSample(options: Options, first: string | undefined): Promise<string | undefined> {
	const {offerSamples} = await import('./screen/offer-samples.tsx');
	const {ascii, color, theme, config} = options;
	return await offerSamples(
		{ascii, color, colors: config.settings.colors, ...(theme === undefined ? {} : {theme})},
		first,
	);
}
