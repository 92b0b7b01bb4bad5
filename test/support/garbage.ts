import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';

/** Collects all garbage at once, whatever flags the process was started with. */
export const collectGarbage: () => void = (() => {
	setFlagsFromString('--expose-gc');
	return runInNewContext('gc') as () => void;
})();
