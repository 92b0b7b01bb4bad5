import {Box} from 'ink';
import type {Drawing} from '../../report/ladder/drawing.ts';
import {sanitize} from '../../report/sanitize.ts';
import {type Line, textWidth} from '../../report/spans.ts';
import {Lines} from '../draw/lines.tsx';
import type {ScreenDefinition, ScreenProps} from '../screen.ts';
import {
	type FilterPromptState,
	PROMPT_KEYS,
	promptProblem,
	reduceFilterPrompt,
	typeIntoFilterPrompt,
} from './filter-prompt-state.ts';

const PROMPT = 'filter: ';

/** The prompt, a caret under the place that is wrong, and why. */
function FilterPrompt({state, facts}: ScreenProps<FilterPromptState>) {
	const {appearance, columns, rows} = facts;
	return (
		<Box flexDirection="column" height={rows}>
			<Lines
				lines={promptLines(state, columns, appearance.drawing)}
				width={columns}
				appearance={appearance}
				rows={rows}
			/>
		</Box>
	);
}

export const filterPrompt: ScreenDefinition<FilterPromptState> = {
	Component: FilterPrompt,
	tables: () => [PROMPT_KEYS],
	reduce: reduceFilterPrompt,
	type: typeIntoFilterPrompt,
	overlayRows: () => 3,
	place: () => '',
};

export function promptLines(state: FilterPromptState, columns: number, drawing: Drawing): Line[] {
	const room = columns - PROMPT.length - 1;
	const typed = sanitize(state.text.slice(0, state.cursor));
	// A text that is longer than the line is shifted so that the cursor stays in sight.
	const shift = Math.max(0, textWidth(typed) - room);
	const under = state.text.slice(state.cursor);
	const [cursor = ' '] = new Intl.Segmenter().segment(under).containing(0)?.segment ?? [];
	const text: Line = [
		{text: PROMPT, role: 'prompt'},
		{text: typed.slice(shift)},
		{text: sanitize(cursor), role: 'lit'},
		{text: sanitize(under.slice(cursor.length))},
	];
	const problem = promptProblem(state);
	if (problem === undefined) return [text, [], [hint(state)]];
	const role = problem.wrong ? 'error' : 'dim';
	const from = Math.max(0, textWidth(sanitize(state.text.slice(0, problem.from))) - shift);
	const marked = textWidth(sanitize(state.text.slice(problem.from, Math.max(problem.from + 1, problem.to))));
	const carets = drawing.caret.repeat(Math.max(1, Math.min(marked, columns - PROMPT.length - from)));
	const suggestion = problem.suggestion === undefined ? '' : ` Did you mean ${sanitize(problem.suggestion)}?`;
	return [
		text,
		[{text: ' '.repeat(PROMPT.length + from)}, {text: carets, role}],
		[{text: `${problem.wrong ? '' : 'goes on: '}${sanitize(problem.message)}${suggestion}`, role}],
	];
}

function hint(state: FilterPromptState): Line[number] {
	if (state.text === '')
		return {text: 'A display filter as in Wireshark: tcp.port == 443 && tcp.flags.reset == 1', role: 'dim'};
	return state.check?.ok === true ? {text: 'ok', role: 'normal'} : {text: ''};
}
