import {Transform} from 'ink';
import {memo} from 'react';

/**
 * A row of the screen, drawn already: safe, and no wider than the terminal. It reaches Ink as what becomes of a blank,
 * since Ink would measure a text anew in each frame, character by character where it is not plain ASCII: more than
 * half of the time from key to frame. A row that is drawn as before costs React nothing.
 */
export const Row = memo(({drawn}: {readonly drawn: string}) => <Transform transform={() => drawn}> </Transform>);
