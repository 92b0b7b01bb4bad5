import {Box} from 'ink';
import type {AddressTable} from '../../analysis/tables/address-table.ts';
import type {Side} from '../../analysis/tables/stream-table.ts';
import {countText, endpointText} from '../../report/format.ts';
import {sanitize} from '../../report/sanitize.ts';
import {textWidth} from '../../report/spans.ts';
import type {Session} from '../../session/session.ts';
import {Lines} from '../draw/lines.tsx';
import {scrollTo} from '../keys/common-keys.ts';
import type {ScreenDefinition, ScreenProps} from '../screen.ts';
import {emptyLines, statusLine, titleLine} from './status-lines.ts';
import {type Longest, placeColumns} from './stream-columns.ts';
import {cursorIndex, LIST_CHROME, LIST_TABLES, reduceStreamList, type StreamListState} from './stream-list-state.ts';
import {StreamTable} from './stream-table.tsx';

/**
 *   tcpwhy  capture.pcap                      streams · packets · time
 *   filter, progress or problem                                 counts
 *   headings
 *   one row a stream …
 */
function StreamList({state, facts}: ScreenProps<StreamListState>) {
	const {session, appearance, columns, rows} = facts;
	const {drawing} = appearance;
	const {view} = session;
	const index = cursorIndex(state, view);
	const head = [titleLine(session, columns, drawing), statusLine(session, columns, drawing)];
	const room = Math.max(1, rows - LIST_CHROME);
	const top = scrollTo(state.top, Math.max(0, index), view.count, room);
	const shown = Math.max(0, Math.min(room, view.count - top));
	const selected = index < 0 ? -1 : view.at(index);
	return (
		<Box flexDirection="column" height={rows}>
			<Lines lines={head} width={columns} appearance={appearance} />
			{view.count === 0 ? (
				<Lines lines={emptyLines(session, columns, drawing)} rows={room + 1} width={columns} appearance={appearance} />
			) : (
				<Box height={room + 1}>
					<StreamTable
						data={Array.from({length: shown}, (_, row) => ({stream: view.at(top + row)}))}
						columns={['stream']}
						session={session}
						placed={placeColumns(columns - 1, state.sort, longestTexts(session), drawing)}
						appearance={appearance}
						width={columns}
						selected={selected}
						sort={state.sort}
						descending={state.descending}
						clock={state.clock}
					/>
				</Box>
			)}
		</Box>
	);
}

export const streamList: ScreenDefinition<StreamListState> = {
	Component: StreamList,
	tables: () => LIST_TABLES,
	reduce: reduceStreamList,
	place(state, {session: {view}}) {
		const index = cursorIndex(state, view);
		return index < 0 ? '' : `${countText(index + 1)}/${countText(view.count)}`;
	},
};

/** What was found so far of the longest texts, so that columns do not jump while the list scrolls. */
interface Measured {
	streams: number;
	client: number;
	server: number;
	names: number;
	name: number;
}
const measured = new WeakMap<AddressTable, Measured>();

/** Streams and names that are looked at for the width of their columns; the rest of a huge capture is like them. */
const MEASURED = 5000;

function longestTexts({tables: {addresses, names, streams}}: Session): Longest {
	const found = measured.get(addresses) ?? {streams: 0, client: 0, server: 0, names: 0, name: 0};
	measured.set(addresses, found);
	for (; found.streams < Math.min(streams.length, MEASURED); found.streams++) {
		const stream = found.streams;
		const cells = (side: Side) =>
			endpointText(addresses, streams.address(stream, side), streams.port(stream, side)).length;
		found.client = Math.max(found.client, cells('client'));
		found.server = Math.max(found.server, cells('server'));
	}
	for (; found.names < Math.min(names.length, MEASURED); found.names++) {
		found.name = Math.max(found.name, textWidth(sanitize(names[found.names]!)));
	}
	return {
		client: found.client,
		server: found.server,
		serverName: found.name,
		stream: String(streams.length).length,
	};
}
