import assert from 'node:assert/strict';
import test from 'node:test';
import {checkFilter} from '../../source/filter/check/checker.ts';
import {complete} from '../../source/filter/complete.ts';
import {macrosWith, ownMacros} from '../../source/filter/macro-definitions.ts';
import {registry as fields} from './support.ts';

const FILE = `# as Wireshark writes it
"reset_of","tcp.flags.reset == 1 and tcp.port == $1"
"between","tcp.port == $1 and tcp.port == $2"
"slow","tcp.time_delta > 1"
"says","tcp contains \\x22$1\\x22"
"again","$\{slow} or $\{reset_of:$1}"
"endless","$\{endless}"
"tree","$\{tree} or $\{tree}"
"bare","$\{bare}$\{bare}"
no definition
`;
const registry = {...fields, macros: macrosWith(ownMacros(FILE).own)};

function judgement(filter: string): string {
	const [problem] = checkFilter(filter, registry).problems;
	return problem === undefined ? 'ok' : problem.id;
}

test("the user's own macros are called with as many arguments as they have parameters", () => {
	for (const filter of [
		`$\{reset_of:443}`,
		`$\{between:80;443} or $\{slow}`,
		`$\{says:GET}`,
		`$\{again:22}`,
		`$\{private_ipv4:ip.src}`,
	])
		assert.equal(judgement(filter), 'ok', filter);
	assert.equal(judgement(`$\{between:80}`), 'E_MACRO_ARGC');
	assert.equal(judgement(`$\{slow:1}`), 'E_MACRO_ARGC');
	assert.equal(judgement(`$\{nothing}`), 'E_MACRO_UNKNOWN');
	for (const name of ['endless', 'tree', 'bare']) assert.equal(judgement(`$\{${name}}`), 'E_MACRO_DEPTH');
	assert.equal(judgement(`$\{reset_of:ip}`), 'E_TYPE_PAIR');
});

test('macros that call nothing but others twice, one upon another, are too many', () => {
	const chain = Array.from({length: 30}, (_, n) => `"m${n + 1}","$\{m${n}}$\{m${n}}"`);
	const own = {...fields, macros: macrosWith(ownMacros(['"m0",""', ...chain].join('\n')).own)};
	assert.equal(checkFilter(`$\{m30}`, own).problems[0]?.id, 'E_MACRO_DEPTH');
});

test('an own macro replaces the shipped one of its name', () => {
	const own = {...fields, macros: macrosWith(ownMacros('"private_ipv4","ip.addr == 10.0.0.0/8"').own)};
	assert.deepEqual(checkFilter(`$\{private_ipv4}`, own).problems, []);
	assert.equal(checkFilter(`$\{private_ipv4:ip.src}`, own).problems[0]?.id, 'E_MACRO_ARGC');
});

test('behind a dollar sign and at the start of a test calls are offered whole, in braces also references', () => {
	const offered = (text: string) => complete(text, text.length, registry);
	const dollar = offered('tcp or $');
	assert.equal(dollar.from, 7);
	assert.ok(dollar.offers.every(({text}) => text.startsWith('$' + '{')));
	assert.ok(offered('').offers.some(({text}) => text === '$' + '{slow}'));
	assert.equal(offered('tcp.port == $' + '{tcp.dstp').offers[0]?.text, 'tcp.dstport}');
});

test('own macros are completed, with a colon where arguments follow', () => {
	const texts = complete(`$\{`, 2, registry).offers.map(({text}) => text);
	assert.ok(texts.includes('reset_of:'));
	assert.ok(texts.includes('slow}'));
});

test('a line that defines no macro is told by its number; comments and empty lines are none of them', () => {
	const {own, problems} = ownMacros('# mine\n\n"web","tcp.port == 80"\nweb = tcp\r\n"open","tcp\n');
	assert.deepEqual(own, [{name: 'web', filter: 'tcp.port == 80'}]);
	assert.deepEqual(
		problems.map(({line}) => line),
		[4, 5],
	);
});
