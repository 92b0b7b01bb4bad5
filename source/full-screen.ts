import type {Options} from './command-line.ts';
import {UsageError} from './command-line.ts';
import {THEMES} from './screen/draw/theme.ts';
import {offerSamples} from './screen/offer-samples.tsx';
import {runScreen} from './screen/run-screen.tsx';
import {check} from './session/compile-filter.ts';
import {readHostNames} from './session/host-names.ts';
import type {CaptureRequest} from './session/load/capture-input.ts';
import {WorkerSession} from './session/worker-session.ts';

/** Explores a capture, or a sample that the user picks, full screen; the result is the exit status. */
export async function runFullScreen(options: Options): Promise<number> {
	const checked = check(options.filter);
	if (!checked.ok) throw new UsageError(`--filter: ${checked.problems[0]!.message}`);
	if (options.theme !== undefined && !(options.theme in THEMES))
		throw new UsageError(`--theme ${options.theme}: known are ${Object.keys(THEMES).join(', ')}.`);
	const hostNames = options.names ? readHostNames(options.hosts) : undefined;
	const request = options.input ?? (await pickSample(options));
	if (request === undefined) return 0;
	const session = new WorkerSession(request, new URL('./session/worker.js', import.meta.url), options.thresholds);
	if (hostNames !== undefined) session.tables.addresses.hostNames = hostNames;
	const status = await runScreen(session, {
		ascii: options.ascii,
		color: options.color,
		initialFilter: options.filter,
		...(options.theme === undefined ? {} : {theme: options.theme}),
		...(options.stream === undefined ? {} : {initialStream: options.stream}),
	});
	return status === 0 && session.progress.phase === 'failed' ? 1 : status;
}

async function pickSample({ascii, color, theme}: Options): Promise<CaptureRequest | undefined> {
	const file = await offerSamples({ascii, color, ...(theme === undefined ? {} : {theme})});
	return file === undefined ? undefined : {files: [file]};
}
