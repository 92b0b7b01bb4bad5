import {Box} from 'ink';
import {VERDICTS} from '../../diagnosis/verdicts.ts';
import {captureValues} from '../../filter/completion/capture-values.ts';
import {sanitize} from '../../report/sanitize.ts';
import type {Line} from '../../report/spans.ts';
import {REGISTRY} from '../../session/compile-filter.ts';
import type {Session} from '../../session/session.ts';
import {Lines} from '../draw/lines.tsx';
import type {ScreenDefinition, ScreenProps} from '../screen.ts';
import {ASK_KEYS, type AskState, reduceAsk, typeIntoAsk} from './ask-state.ts';

/** What the answer is for, and the line for it. */
function Ask({state, facts}: ScreenProps<AskState>) {
	const {appearance, columns, rows, session} = facts;
	return (
		<Box flexDirection="column" height={rows}>
			<Lines lines={askLines(state, session)} width={columns} appearance={appearance} rows={rows} />
		</Box>
	);
}

export const askScreen: ScreenDefinition<AskState> = {
	Component: Ask,
	tables: () => [ASK_KEYS],
	reduce: reduceAsk,
	type: typeIntoAsk,
	overlayRows: () => 2,
	place: () => '',
};

const LABELS = {
	port: 'port: ',
	'new-name': 'name: ',
	name: 'new name: ',
	text: 'macro: ',
	find: 'find: ',
	file: 'file: ',
	ladder: 'file: ',
	overwrite: 'overwrite? y/n ',
} as const;

function askLines({question, text, cursor, isProposed}: AskState, session: Session): Line[] {
	const label = {text: LABELS[question.about], role: 'prompt'} as const;
	const hint: Line = [{text: purpose(question, session), role: 'dim'}];
	if (isProposed) return [[label, {text: sanitize(text), role: 'lit'}], hint];
	const [lit = ' '] = new Intl.Segmenter().segment(text.slice(cursor)).containing(0)?.segment ?? [];
	return [
		[
			label,
			{text: sanitize(text.slice(0, cursor))},
			{text: sanitize(lit), role: 'lit'},
			{text: sanitize(text.slice(cursor + lit.length))},
		],
		hint,
	];
}

function purpose(question: AskState['question'], session: Session): string {
	if (question.about === 'port') return `adds && tcp.port == N; ports here: ${portsOf(session)}`;
	if (question.about === 'find') return 'text, or bytes such as 16 03 01; capitals count if there are any';
	if (question.about === 'overwrite') return `${sanitize(question.write.path)} exists already`;
	if (question.about === 'file') return `writes the packets of ${question.what} to a new pcap or pcapng file`;
	if (question.about === 'ladder')
		return `ladder of stream ${question.stream}, by its ending: .txt, .md, .svg (picture), .mmd (Mermaid)`;
	if (question.about === 'text') return `what \${${question.name}} stands for, with $1, $2 … for arguments`;
	const noun = question.list === 'macros' ? 'macro' : 'bookmark';
	if (question.about === 'name') return `renames this ${noun}`;
	return question.list === 'macros'
		? `it is called as $\{name}; letters, digits, _, - and .`
		: `bookmarks ${sanitize(question.filter)}`;
}

const ports = new WeakMap<Session, {readonly streams: number; readonly text: string}>();

/** The ports that most streams have, for a hint. */
function portsOf(session: Session): string {
	const streams = session.tables.streams.length;
	const known = ports.get(session);
	if (known?.streams === streams) return known.text;
	const found = captureValues(session.tables, VERDICTS)(REGISTRY.fieldNamed('tcp.port')!);
	const text = found
		.slice(0, 5)
		.map(port => port.text)
		.join(', ');
	ports.set(session, {streams, text});
	return text;
}
