import type {Effect, Facts, Step} from '../screen.ts';
import {type LadderState, openLadder} from './ladder-state.ts';

/** The ladder of a stream so many places further in the list; the last one there is, where it has not so many. */
export function neighbour(state: LadderState, step: number, {session: {view}}: Facts): Step<LadderState> {
	const here = view.indexOf(state.stream);
	if (here < 0) return notListed(state);
	const place = Math.max(0, Math.min(view.count - 1, here + step));
	if (place === here) return told(state, `this is the ${step > 0 ? 'last' : 'first'} stream of the list`);
	return toStream(state, view.at(place));
}

/** The same among the streams that ended with the same verdict. */
export function sameVerdict(state: LadderState, step: number, {session}: Facts): Step<LadderState> {
	const {view} = session;
	const here = view.indexOf(state.stream);
	if (here < 0) return notListed(state);
	const verdict = session.ending(state.stream)?.verdict;
	if (verdict === undefined) return told(state, 'this stream is not judged yet');
	let found = here;
	let left = Math.abs(step);
	for (let place = here + Math.sign(step); left > 0 && place >= 0 && place < view.count; place += Math.sign(step)) {
		if (session.ending(view.at(place))?.verdict !== verdict) continue;
		found = place;
		left--;
	}
	if (found !== here) return toStream(state, view.at(found));
	return told(state, `this is the ${step > 0 ? 'last' : 'first'} stream of the list with ${verdict}`);
}

/** A fresh ladder that looks as this one does: same times, same pane. */
function toStream(state: LadderState, stream: number): Step<LadderState> {
	const {index, top, line, folds, marks, newestMark, before} = openLadder(stream);
	const pane = state.pane === 'compare' ? 'none' : state.pane;
	const focused = state.focused && pane !== 'none';
	return {
		state: {...state, stream, index, top, line, folds, marks, newestMark, before, pane, focused},
		effects: [{type: 'select', stream}],
	};
}

function notListed(state: LadderState): Step<LadderState> {
	return told(state, 'this stream is not in the list: the filter took it out');
}

function told(state: LadderState, text: string): Step<LadderState> {
	const effect: Effect = {type: 'message', message: {text, role: 'dim'}};
	return {state, effects: [effect]};
}
