import {countText} from '../../report/format.ts';
import {ladderModel} from '../ladder/ladder-model.ts';
import {goTo, openLadder} from '../ladder/ladder-state.ts';
import type {Effect, ScreenState} from '../screen.ts';
import type {CommandContext, Outcome} from './commands.ts';

/** Opens a stream's ladder, or shows it on the ladder that is open. */
export function goToStream(argument: string, {facts, below}: CommandContext): Outcome {
	const {streams} = facts.session.tables;
	if (!/^\d{1,10}$/.test(argument)) return "a stream's number, as tcp.stream shows it";
	const stream = Number(argument);
	if (stream >= streams.length) return `a stream below ${countText(streams.length)}: there is no stream ${argument}`;
	return [{type: 'select', stream}, show(openLadder(stream), below)];
}

/** Goes to a frame on the ladder of its stream. */
export function goToFrame(argument: string, {facts, below}: CommandContext): Outcome {
	const {packets} = facts.session.tables;
	if (!/^\d{1,10}$/.test(argument) || Number(argument) === 0) return 'the number of a frame';
	const row = packets.rowOfFrame(Number(argument));
	if (row < 0 || row >= packets.length) return `a frame of the capture: there is no frame ${argument}`;
	const stream = packets.stream(row);
	if (stream < 0) return `a frame with TCP: frame ${argument} is of no stream`;
	const model = ladderModel(facts.session, stream);
	if (model === undefined) return `a frame that was read: frame ${argument} is still to come`;
	const from = below.kind === 'ladder' && below.stream === stream ? below : openLadder(stream);
	return [{type: 'select', stream}, show(goTo(from, model.ladder.indexOf(row), facts, model), below)];
}

function show(screen: ScreenState, below: ScreenState): Effect {
	return below.kind === 'ladder' ? {type: 'replace', screen} : {type: 'open', screen};
}
