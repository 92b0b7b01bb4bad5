/** What an option does, in the few words that a list of completions has room for. */
export function briefly(does: string): string {
	return does.split(/[;:]/, 1)[0]!;
}

/** A text as one word of a POSIX shell. */
export function quoted(text: string): string {
	return `'${text.replaceAll("'", "'\\''")}'`;
}
