import {Box} from 'ink';
import {countText} from '../../report/format.ts';
import {Lines} from '../draw/lines.tsx';
import type {ScreenDefinition, ScreenProps} from '../screen.ts';
import {type FilterPromptState, promptTables, reduceFilterPrompt, typeIntoFilterPrompt} from './filter-prompt-state.ts';
import {completionLines, listRows, PROMPT_ROWS, promptLines} from './prompt-lines.ts';

/** The prompt, a caret under the place that is spoken of, the message, and the list of what may be typed. */
function FilterPrompt({state, facts}: ScreenProps<FilterPromptState>) {
	const {appearance, columns, rows} = facts;
	const {drawing} = appearance;
	const {list} = state;
	const prompt = promptLines(state, columns, drawing);
	const room = rows - PROMPT_ROWS;
	const offered = list === undefined || room <= 0 ? undefined : completionLines(list, room, columns, drawing);
	return (
		<Box flexDirection="column" height={rows}>
			<Lines
				lines={[...prompt, ...(offered?.lines ?? [])]}
				selected={offered === undefined ? undefined : PROMPT_ROWS + offered.selected}
				width={columns}
				appearance={appearance}
				rows={rows}
			/>
		</Box>
	);
}

export const filterPrompt: ScreenDefinition<FilterPromptState> = {
	Component: FilterPrompt,
	tables: promptTables,
	reduce: reduceFilterPrompt,
	type: typeIntoFilterPrompt,
	overlayRows: ({list}, {rows}) => PROMPT_ROWS + listRows(list, rows),
	place: ({list}) => (list === undefined ? '' : `${list.selected + 1}/${countText(list.offers.length)}`),
};
