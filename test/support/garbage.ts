import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Collects all garbage, whatever flags the process was started with: once for objects, once more for their buffers. */
export function collectGarbage(): void {
	collect();
	// V8 frees buffers in the background, and at the latest when it collects again.
	collect();
}
