import {Box} from 'ink';
import {countText} from '../../report/format.ts';
import {sanitize} from '../../report/sanitize.ts';
import type {Line} from '../../report/spans.ts';
import {Lines} from '../draw/lines.tsx';
import {completionLines, listRows} from '../filter/prompt-lines.ts';
import type {ScreenDefinition, ScreenProps} from '../screen.ts';
import {
	type CommandLineState,
	commandLineTables,
	reduceCommandLine,
	typeIntoCommandLine,
} from './command-line-state.ts';
import {commandNamed} from './command-table.ts';

/** Rows without the list: what is typed, and what to make of it. */
const ROWS = 2;

function CommandLine({state, facts}: ScreenProps<CommandLineState>) {
	const {appearance, columns, rows} = facts;
	const {list} = state;
	const room = rows - ROWS;
	const offered =
		list === undefined || room <= 0 ? undefined : completionLines(list, room, columns, appearance.drawing);
	return (
		<Box flexDirection="column" height={rows}>
			<Lines
				lines={[typedLine(state, columns), [remark(state)], ...(offered?.lines ?? [])]}
				selected={offered === undefined ? undefined : ROWS + offered.selected}
				width={columns}
				appearance={appearance}
				rows={rows}
			/>
		</Box>
	);
}

export const commandLine: ScreenDefinition<CommandLineState> = {
	Component: CommandLine,
	tables: commandLineTables,
	reduce: reduceCommandLine,
	type: typeIntoCommandLine,
	overlayRows: ({list}, {rows}) => ROWS + listRows(list, rows),
	place: ({list}) => (list === undefined ? '' : `${list.selected + 1}/${countText(list.offers.length)}`),
};

/** A text that is longer than the line loses its head, so that the cursor stays in sight. */
function typedLine({text, cursor}: CommandLineState, columns: number): Line {
	const [lit = ' '] = new Intl.Segmenter().segment(text.slice(cursor)).containing(0)?.segment ?? [];
	const before = sanitize(text.slice(0, cursor));
	return [
		{text: ':', role: 'prompt'},
		{text: before.slice(Math.max(0, before.length - columns + 3))},
		{text: sanitize(lit), role: 'lit'},
		{text: sanitize(text.slice(cursor + lit.length))},
	];
}

function remark({text, expected}: CommandLineState): Line[number] {
	if (expected !== undefined) return {text: `expected: ${sanitize(expected)}`, role: 'error'};
	const [name = ''] = text.trimStart().split(/\s/);
	const command = commandNamed(name.replace(/!$/, ''));
	if (command !== undefined) return {text: `:${name} ${command.argument}  ${command.does}`, role: 'dim'};
	return {text: 'a command, an action of this screen, or a frame number; Tab lists them', role: 'dim'};
}
