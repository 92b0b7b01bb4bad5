import {type LadderLayout, layOutLadder} from '../../report/ladder/ladder-layout.ts';
import {endpointLines} from '../../report/ladder/ladder-lines.ts';
import type {Facts} from '../screen.ts';
import type {LadderModel} from './ladder-model.ts';
import type {LadderState} from './ladder-state.ts';
import type {WindowLook} from './ladder-window.ts';
import {verdictFootRows} from './verdict-lines.ts';

/**
 * Rows of the ladder screen, from the top:
 *
 *   title · [filter] · endpoints (1 or 2) · headings · packets … · [pane] · verdict
 */
export interface LadderPlaces {
	readonly layout: LadderLayout;
	readonly look: WindowLook;
	/** Rows of packets; 0 when the pane is zoomed. */
	readonly rows: number;
	/** Rows of the pane, its rule included; 0 without one. */
	readonly pane: number;
	/** Rows of the verdict. */
	readonly verdict: number;
}

const TITLE = 1;
const HEADINGS = 1;

export function ladderPlaces(state: LadderState, facts: Facts, model: LadderModel): LadderPlaces {
	const {columns, rows, appearance} = facts;
	const layout = layOutLadder(
		model.ladder,
		columns,
		appearance.drawing,
		state.time,
		state.absolute ? model.bases : undefined,
		state.states,
	);
	const filter = facts.session.view.filter === undefined ? 0 : 1;
	const head = TITLE + filter + endpointLines(model.ladder, layout).length + HEADINGS;
	// While the panel explains the verdict at length, its name is enough.
	const most = state.pane === 'verdict' || rows < 14 ? 1 : rows < 20 ? 2 : 3;
	const verdict = Math.min(most, verdictFootRows(model.diagnosis, columns, appearance.drawing));
	const body = Math.max(1, rows - head - verdict);
	const pane = state.pane === 'none' ? 0 : state.zoomed ? body : Math.floor(body * PANE_SHARE);
	const look = {layout, explanations: state.explanations, view: model.view(state.folds)};
	return {layout, look, rows: body - pane, pane, verdict};
}

/** Part of the body that an open pane takes. */
const PANE_SHARE = 0.5;
