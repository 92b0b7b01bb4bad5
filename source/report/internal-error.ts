import {sanitize} from './sanitize.ts';

/** What is said of an error that nothing in the input explains: one line, with the place that a bug report needs. */
export function internalError(error: unknown): string {
	if (!(error instanceof Error)) return `internal error: ${sanitize(String(error))}; please report it.`;
	const place = /\(?([^\s(]*?[^/\s(]+:\d+:\d+)\)?$/m.exec(error.stack?.replace(error.message, '') ?? '')?.[1];
	const file = place?.replace(/^.*\//, '');
	return `internal error: ${sanitize(error.message)}${file === undefined ? '' : ` (${sanitize(file)})`}; please report it.`;
}
