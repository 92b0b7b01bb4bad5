import type {Options} from '../command-line/parse-command-line.ts';
import {MACRO_PROBLEMS} from '../session/compile-filter.ts';
import type {LoadingThread} from '../session/load/loading-thread.ts';
import {NameResolver} from '../session/name-resolver.ts';
import {WorkerSession} from '../session/worker-session.ts';
import type {Leaving} from './effects.ts';
import {Keymap} from './keys/keymap.ts';
import {runScreen} from './run-screen.tsx';

/** Shows what a thread loads until the user leaves. */
export async function explore(
	thread: LoadingThread,
	options: Options,
	hostNames: ReadonlyMap<string, string> | undefined,
): Promise<{readonly status: number; readonly left: Leaving}> {
	const session = new WorkerSession(thread);
	if (hostNames !== undefined) session.showNames(hostNames);
	const resolver = options.resolve ? new NameResolver(hostNames ?? new Map()) : undefined;
	if (resolver !== undefined)
		session.subscribe(() => {
			void resolver.resolve(session.tables.addresses, () => session.showNames(resolver.names));
		});
	const {config} = options;
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
