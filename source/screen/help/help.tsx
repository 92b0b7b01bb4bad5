import {Box, Text} from 'ink';
import type {ReactElement} from 'react';
import type {Role} from '../../report/spans.ts';
import {Lines} from '../draw/lines.tsx';
import {Table} from '../draw/table.ts';
import {type Appearance, drawLine} from '../draw/theme.ts';
import type {ScreenDefinition, ScreenProps} from '../screen.ts';
import {HELP_CHROME, HELP_TABLES, type HelpRow, type HelpState, helpText, reduceHelp} from './help-state.ts';

/** The keys of a screen, made from the tables that bind them. */
function Help({state, facts}: ScreenProps<HelpState>) {
	const {appearance, columns, rows} = facts;
	const all = helpText(state, facts.preferences);
	const shown = all.slice(state.top, state.top + rows - HELP_CHROME);
	const title = [{text: 'tcpwhy', role: 'title' as const}, {text: `  keys of: ${state.title}`}];
	return (
		<Box flexDirection="column" height={rows}>
			<Lines lines={[title, []]} width={columns} appearance={appearance} />
			<Table
				data={shown.map(row => ({keys: row.keys, does: row.does}))}
				columns={['keys', 'does']}
				padding={1}
				header={Hidden}
				skeleton={Hidden}
				cell={props => <HelpCell {...props} rows={all} appearance={appearance} />}
			/>
		</Box>
	);
}

/** Without frame and headings the stock table is dense enough for a list of keys. */
function Hidden(): ReactElement {
	return <Box />;
}

interface HelpCellProps {
	readonly column: number;
	readonly children?: React.ReactNode;
	readonly rows: readonly HelpRow[];
	readonly appearance: Appearance;
}

function HelpCell({column, children, rows, appearance}: HelpCellProps) {
	// Blanks behind the last column would be cut off, and marked, where the screen is narrow.
	const text = column === 1 ? String(children).trimEnd() : String(children);
	const heading = column === 1 && rows.some(({keys, does}) => keys === '' && does !== '' && does === text.trim());
	const role: Role | undefined = column === 0 ? 'key' : heading ? 'heading' : undefined;
	return <Text wrap="truncate">{drawLine([{text, role}], text.length, appearance)}</Text>;
}

export const help: ScreenDefinition<HelpState> = {
	Component: Help,
	tables: () => HELP_TABLES,
	reduce: reduceHelp,
	place(state, {rows, preferences}) {
		const all = helpText(state, preferences).length;
		return `${Math.min(all, state.top + rows - HELP_CHROME)}/${all}`;
	},
};
