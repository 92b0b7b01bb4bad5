import type {Options} from './command-line/parse-command-line.ts';
import {UsageError} from './command-line/parse-command-line.ts';
import {samplePath} from './samples.ts';
import type {Leaving} from './screen/effects.ts';
import {Keymap} from './screen/keys/keymap.ts';
import {check, MACRO_PROBLEMS} from './session/compile-filter.ts';
import {readHostNames} from './session/host-names.ts';
import type {CaptureRequest} from './session/load/capture-input.ts';
import {NameResolver} from './session/name-resolver.ts';
import {WorkerSession} from './session/worker-session.ts';

/** Explores a capture, or a sample that the user picks, full screen; the result is the exit status. */
export async function runFullScreen(options: Options): Promise<number> {
	const checked = check(options.filter);
	if (!checked.ok) throw new UsageError(`--filter: ${checked.problems[0]!.message}`);
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

/** Shows one capture, or several merged, until the user leaves. */
async function explore(
	request: CaptureRequest,
	options: Options,
	hostNames: ReadonlyMap<string, string> | undefined,
): Promise<{readonly status: number; readonly left: Leaving}> {
	const session = new WorkerSession(request, new URL('./session/worker.js', import.meta.url), options.thresholds);
	if (hostNames !== undefined) session.showNames(hostNames);
	const resolver = options.resolve ? new NameResolver(hostNames ?? new Map()) : undefined;
	if (resolver !== undefined)
		session.subscribe(() => {
			void resolver.resolve(session.tables.addresses, () => session.showNames(resolver.names));
		});
	const {config} = options;
	// React and Ink load while the worker does, and while it reads the first packets.
	const {runScreen} = await import('./screen/run-screen.tsx');
	const {status, left} = await runScreen(session, {
		ascii: options.ascii,
		color: options.color,
		colors: config.settings.colors,
		mouse: options.mouse,
		...(config.settings.columns === undefined ? {} : {columns: config.settings.columns}),
		preferences: {
			keymap: new Keymap(config.settings.keys),
			file: config.file,
			problems: [...config.problems, ...MACRO_PROBLEMS],
		},
		initialFilter: options.filter,
		...(options.theme === undefined ? {} : {theme: options.theme}),
		...(options.stream === undefined ? {} : {initialStream: options.stream}),
	});
	resolver?.close();
	return {status: status === 0 && session.progress.phase === 'failed' ? 1 : status, left};
}

async function pickSample(options: Options, first: string | undefined): Promise<string | undefined> {
	const {offerSamples} = await import('./screen/offer-samples.tsx');
	const {ascii, color, theme, config} = options;
	return await offerSamples(
		{ascii, color, colors: config.settings.colors, ...(theme === undefined ? {} : {theme})},
		first,
	);
}
