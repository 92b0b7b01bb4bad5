import {writePieces} from '../../capture/write/write-pieces.ts';
import type {LadderFormat} from '../../report/format-names.ts';
import type {Folds} from '../../report/ladder/fold-view.ts';
import {LADDERS} from '../../report/ladder/paper/ladder-formats.ts';
import {paperLadder} from '../../report/ladder/paper/paper-ladder.ts';
import type {Session} from '../../session/session.ts';

/** A ladder to write, with the runs folded that are folded on the screen. */
export interface LadderExport {
	readonly stream: number;
	readonly folds: Folds;
	readonly format: LadderFormat;
	readonly path: string;
	/** Overwrite a file that is there. */
	readonly force: boolean;
}

/** Writes a stream's ladder to a file. Rejects with a `CaptureError`. */
export async function exportLadder(
	session: Session,
	{stream, folds, format, path, force}: LadderExport,
	ascii: boolean,
): Promise<void> {
	const paper = paperLadder(session, stream, session.streamRows(stream), session, folds);
	await writePieces(LADDERS[format](paper, ascii), {path, force, inputs: session.inputs});
}
