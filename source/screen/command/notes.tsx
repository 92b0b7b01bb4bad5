import {Box} from 'ink';
import {sanitize} from '../../report/sanitize.ts';
import {wrap} from '../../report/spans.ts';
import {Lines} from '../draw/lines.tsx';
import type {ScreenDefinition, ScreenProps} from '../screen.ts';
import {NOTES_CHROME, NOTES_TABLES, type NotesState, reduceNotes} from './notes-state.ts';

/** Text to read, broken for the width. */
function Notes({state, facts}: ScreenProps<NotesState>) {
	const {appearance, columns, rows} = facts;
	const title = [{text: 'tcpwhy', role: 'title' as const}, {text: `  ${state.title}`}];
	const shown = brokenLines(state, columns).slice(state.top, state.top + rows - NOTES_CHROME);
	return (
		<Box flexDirection="column" height={rows}>
			<Lines lines={[title, [], ...shown.map(text => [{text}])]} width={columns} appearance={appearance} rows={rows} />
		</Box>
	);
}

function brokenLines({lines}: NotesState, columns: number): string[] {
	return lines.flatMap(line => wrap(sanitize(line), Math.max(1, columns - 1)));
}

export const notes: ScreenDefinition<NotesState> = {
	Component: Notes,
	tables: () => NOTES_TABLES,
	reduce: (state, command, facts) => reduceNotes(state, command, facts, brokenLines(state, facts.columns).length),
	place(state, {columns, rows}) {
		const all = brokenLines(state, columns).length;
		return `${Math.min(all, state.top + rows - NOTES_CHROME)}/${all}`;
	},
};
