import {extended} from '../../filter/write/value-filter.ts';
import {addressText} from '../../report/format.ts';
import type {Session} from '../../session/session.ts';
import {tell} from '../keys/common-effects.ts';
import type {Effect} from '../screen.ts';
import type {ListRow} from './groups/list-rows.ts';

/** The test that streams of a verdict pass. */
export function verdictTest(verdict: string): string {
	return `conn.verdict == "${verdict}"`;
}

/** The test that streams of several verdicts pass. */
export function verdictsTest(verdicts: readonly string[]): string {
	const [first] = verdicts;
	if (first !== undefined && verdicts.length === 1) return verdictTest(first);
	return `conn.verdict in {${verdicts.map(verdict => `"${verdict}"`).join(', ')}}`;
}

/** What `verdictTest` and `verdictsTest` make, and tests of a category, at the end of a filter. */
const OUTCOME =
	/(?:^| && )(?:not conn\.verdict == "[a-z0-9-]+"|conn\.(?:verdict|category)(?: == "[a-z0-9-]+"| in \{[^{}()]*\}))$/;

/** A filter with its test of the outcome replaced, or one added. */
export function withOutcome(filter: string, test: string): string {
	let rest = filter.trim();
	for (let shorter = rest.replace(OUTCOME, ''); shorter !== rest; shorter = rest.replace(OUTCOME, '')) rest = shorter;
	rest = unwrapped(rest);
	return test === '' ? rest : extended(rest, test, false);
}

/** The filter without the parentheses around all of it, which `extended` puts there when they are needed. */
function unwrapped(filter: string): string {
	const inner = /^\(([^()"']*)\)$/.exec(filter)?.[1];
	return inner ?? filter;
}

/** Adds to the filter that what a row stands for is left out, or is all that is shown. */
export function filterByRow(session: Session, row: ListRow, what: 'only' | 'exclude'): readonly Effect[] {
	const test = rowTest(session, row);
	if (test === undefined) return [tell('this stream is not judged yet')];
	const inForce = session.view.filter?.expression ?? '';
	const isExcluded = what === 'exclude';
	if (!isExcluded && inForce.endsWith(test)) return [tell(`the filter says so already: ${inForce}`)];
	const expression = extended(inForce, isExcluded && test.includes('&&') ? `(${test})` : test, isExcluded);
	return [tell(`filter: ${expression}`), {type: 'filter', expression, when: 'keep'}];
}

/** The test that the streams of a row, or those that ended like it, pass; undefined while it is not judged. */
function rowTest(session: Session, row: ListRow): string | undefined {
	const {view} = session;
	const by = row.kind === 'group' ? view.groups!.by : 'verdict';
	const stream = row.kind === 'group' ? view.at(view.groups!.start(row.group)) : row.stream;
	if (by === 'verdict') {
		const ending = session.ending(stream);
		return ending === undefined ? undefined : verdictTest(ending.verdict);
	}
	const {addresses, streams} = session.tables;
	const address = streams.address(stream, by);
	const field = `conn.${by}.address${addresses.version(address) === 4 ? '' : '6'}`;
	const test = `${field} == ${addressText(addresses, address)}`;
	return by === 'client' ? test : `${test} && conn.server.port == ${streams.port(stream, 'server')}`;
}
