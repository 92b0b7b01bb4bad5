import {fileURLToPath} from 'node:url';

/** Path of a capture that ships. */
export function sample(file: string): string {
	return fileURLToPath(new URL(`../../../samples/${file}`, import.meta.url));
}
