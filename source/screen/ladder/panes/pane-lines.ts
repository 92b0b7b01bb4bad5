import type {Drawing} from '../../../report/ladder/drawing.ts';
import {cutLine, type Line, lineWidth, type Span} from '../../../report/spans.ts';
import {scrollTo} from '../../keys/common-keys.ts';
import type {Facts} from '../../screen.ts';
import type {LadderModel} from '../ladder-model.ts';
import type {LadderState} from '../ladder-state.ts';
import {comparePane} from './compare-pane.ts';
import {type TreeRow, treeLine, treeRows} from './details-tree.ts';
import {followPane} from './follow-pane.ts';
import {hexLine, hexRowBytes, hexTop, hexWidth} from './hex-dump.ts';
import {bytesRule, type PaneLines} from './pane-frame.ts';
import {selectedRow} from './pane-state.ts';
import {verdictPane} from './verdict-pane.ts';

export function paneLines(state: LadderState, facts: Facts, model: LadderModel, rows: number): PaneLines {
	switch (state.pane) {
		case 'verdict':
			return verdictPane(state, facts, model, rows);
		case 'compare':
			return comparePane(state, facts, model, rows);
		case 'follow':
			return followPane(state, facts, model, rows);
		default:
			return detailsPane(state, facts, model, rows);
	}
}

/** The tree at the left, the bytes of the selected field's buffer at the right. */
function detailsPane(state: LadderState, facts: Facts, model: LadderModel, rows: number): PaneLines {
	const {columns, appearance, session} = facts;
	const {drawing} = appearance;
	const frame = session.tables.packets.frameNumber(model.ladder.rows[state.index]!);
	const details = model.packetDetails(state.index);
	const tree = treeRows(details, state.open);
	const at = selectedRow(tree, state.node);
	const isReassembled = tree[at]?.bytes !== details.layers[0]?.bytes;
	const title = `frame ${frame}${isReassembled ? ', reassembled' : ''}`;
	const room = rows - 1;
	const top = scrollTo(at - (room >> 1), at, tree.length, room);
	const rowBytes = hexRowBytes(columns * HEX_SHARE);
	const treeCells = columns - hexWidth(rowBytes) - 1;
	const hex = hexLines(tree[at], rowBytes, room);
	const lines = Array.from({length: room}, (_, row) => {
		const node = tree[top + row];
		const marked = top + row === at;
		const left = node === undefined ? [] : treeLine(node, treeCells - 1, drawing);
		return beside(left, hex[row] ?? [], treeCells, marked, drawing);
	});
	return {lines: [bytesRule(title, session, state.focused, columns, drawing), ...lines], selected: -1};
}

/** At most this part of the width goes to the bytes. */
const HEX_SHARE = 0.56;

/** The selected node is lit, not the whole row: the bytes beside it belong to other offsets. */
function beside(left: Line, right: Line, leftCells: number, marked: boolean, drawing: Drawing): Line {
	const tree = cutLine(left, leftCells - 1, drawing.ellipsis);
	const rest: Span = {text: ' '.repeat(Math.max(0, leftCells - 1 - lineWidth(tree)))};
	const lit: Line = marked ? [...tree, rest].map(({text}) => ({text, role: 'lit' as const})) : [...tree, rest];
	return [...lit, {text: drawing.rail, role: 'dim'}, {text: ' '}, ...right];
}

function hexLines(node: TreeRow | undefined, rowBytes: number, rows: number): Line[] {
	if (node === undefined || node.bytes.length === 0) return [];
	const {bytes, at, length} = node;
	const top = hexTop(at, length, bytes.length, rowBytes, rows);
	const shown = Math.min(rows, Math.ceil(bytes.length / rowBytes) - top);
	return Array.from({length: shown}, (_, row) => hexLine(bytes, top + row, rowBytes, at, at + length));
}
