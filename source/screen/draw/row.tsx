import {Transform} from 'ink';

/**
 * A row of the screen, drawn already: safe, and no wider than the terminal. It reaches Ink as what becomes of a blank,
 * since Ink would measure a text anew in each frame, character by character where it is not plain ASCII: more than
 * half of the time from key to frame.
 */
export function Row({drawn}: {readonly drawn: string}) {
	return <Transform transform={() => drawn}> </Transform>;
}
