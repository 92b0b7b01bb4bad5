import {Box} from 'ink';
import {countText} from '../../report/format.ts';
import type {Line} from '../../report/spans.ts';
import {Lines} from '../draw/lines.tsx';
import type {ScreenDefinition, ScreenProps} from '../screen.ts';
import {GRAPH_TABLES} from './graph-keys.ts';
import {graphLines} from './graph-lines.ts';
import {type GraphState, graphsOf, reduceGraph} from './graph-state.ts';

/** A graph of one stream over its time, with the packet under the cursor at the foot. */
function GraphScreen({state, facts}: ScreenProps<GraphState>) {
	const {appearance, columns, rows} = facts;
	const model = graphsOf(state, facts);
	const lines: Line[] =
		model === undefined ? [[{text: 'no packets yet', role: 'dim'}]] : graphLines(state, facts, model);
	return (
		<Box flexDirection="column" height={rows}>
			<Lines lines={lines} width={columns} appearance={appearance} rows={rows} />
		</Box>
	);
}

export const graph: ScreenDefinition<GraphState> = {
	Component: GraphScreen,
	tables: () => GRAPH_TABLES,
	reduce: reduceGraph,
	place(state, facts) {
		const model = graphsOf(state, facts);
		if (model === undefined) return '';
		return `frame ${model.ladder.frame(state.index)}  ${countText(state.index + 1)}/${countText(model.ladder.count)}`;
	},
};
