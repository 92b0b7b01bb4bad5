import assert from 'node:assert/strict';
import test from 'node:test';
import {checkFilter} from '../../source/filter/check/checker.ts';
import {registry} from './support.ts';

function suggestion(filter: string): string | undefined {
	return checkFilter(filter, registry).problems[0]?.suggestion;
}

test('frequent wrong names get the right one', () => {
	assert.equal(suggestion('tcp.flags.rst == 1'), 'tcp.flags.reset == 1');
	assert.equal(suggestion('tls.sni contains "a"'), 'tls.handshake.extensions_server_name');
	assert.equal(suggestion('tcp.sport == 80'), 'tcp.srcport');
	assert.equal(suggestion('ip.protocol == 6'), 'ip.proto');
});

test('misspelt names get the nearest one', () => {
	assert.equal(suggestion('tcp.prot == 80'), 'tcp.port');
	assert.equal(suggestion('tcp.analysis.retransmision'), 'tcp.analysis.retransmission');
	assert.equal(suggestion('tcp.port == tcp.srcprt'), 'tcp.srcport');
});

test('frequent syntax mistakes get a hint', () => {
	assert.equal(suggestion('tcp.port = 80'), '==');
	assert.equal(suggestion('tcp.port == 80 AND ip'), 'and');
	assert.equal(suggestion('tcp port 80'), 'tcp.port == 80');
	assert.equal(suggestion('tcp.port in (80)'), 'x in {1, 2, 5..9}');
	assert.equal(suggestion('80 == tcp.port'), 'tcp.port == 80');
	assert.equal(suggestion('5 < tcp.len'), 'tcp.len > 5');
	assert.equal(suggestion('ip.addr == "1.2.3.4"'), '1.2.3.4');
	assert.equal(suggestion('frame.time_delta > .5'), '0.5');
	assert.equal(suggestion('tcp.flags == SYN'), 'tcp.flags.syn == 1');
	assert.equal(suggestion('tcp contains GET'), '"GET"');
	assert.equal(suggestion('tcp.port-1 == 79'), 'tcp.port - 1');
});

function message(filter: string): string | undefined {
	return checkFilter(filter, registry).problems[0]?.message;
}

test('protocols that are known and not dissected are told from misspelt names', () => {
	assert.equal(message('http'), 'tcpwhy has no HTTP fields; try tcp.port == 80 or tcp contains "HTTP"');
	assert.equal(suggestion('http'), 'tcp.port == 80');
	assert.match(message('udp.srcport == 53')!, /^tcpwhy has no UDP fields; try frame\.protocols contains "udp"$/);
	assert.equal(suggestion('http.request.method == "GET"'), undefined);
	assert.equal(message('htp'), 'no field is called htp');
	assert.equal(suggestion('tcp.port == http'), '80');
});

test('everything that is offered for another protocol is a filter', () => {
	for (const name of ['http', 'icmp', 'udp', 'dns', 'arp', 'data', 'http2', 'quic', 'sctp', 'websocket', 'ssh', 'sip'])
		assert.deepEqual(checkFilter(suggestion(name)!, registry).problems, [], name);
});

test('one wrong letter is the likeliest mistake', () => {
	assert.equal(suggestion('tcp.flag'), 'tcp.flags');
	assert.equal(message('tcp.flag'), 'no field is called tcp.flag; did you mean tcp.flags?');
	assert.equal(suggestion('tcp.flag.syn == 1'), 'tcp.flags.syn');
	assert.equal(suggestion('tls.content_typ == 21'), 'tls.record.content_type');
});

test('a word of another language is reported once, in a sentence', () => {
	for (const [filter, words] of [
		['tcp xor ip', 'there is no xor: write (a or b) and not (a and b)'],
		['tcp.port == 80 AND ip', 'keywords are lower case: and, not AND'],
		['tcp adn ip', 'adn is no keyword; did you mean and?'],
		['tcp ro ip', 'ro is no keyword; did you mean or?'],
		['tcp ip', '"and" or "or" is missing before ip'],
		['tcp.port <> 80', 'expected a value, not >; "not equal" is !='],
		['(tcp.port) == 80', 'a test is not compared with anything: ( ) group tests, { } group arithmetic'],
		['{tcp.port == 80}', '{ } group arithmetic; tests are grouped with ( )'],
		['tcp)', 'a ) without its ('],
		['tcp.payload =~ "a"', 'use matches, or ~, for patterns'],
	] as const)
		assert.deepEqual(
			checkFilter(filter, registry).problems.map(problem => problem.message),
			[words],
			filter,
		);
	assert.equal(suggestion('host 1.2.3.4'), 'ip.addr == 1.2.3.4');
});

test('all problems are found, each in its place', () => {
	const {problems} = checkFilter('tcp.prt == 1 and ip.addr == 1.2.3 and (tcp.port == 99999 or tcp.len ==)', registry);
	assert.deepEqual(
		problems.map(({id, from}) => [id, from]),
		[
			['E_SYN_TOKEN', 70],
			['E_LHS_CONST', 0],
			['E_LIT_IP4', 28],
			['E_LIT_RANGE', 51],
		],
	);
});

test('unfinished text is told from wrong text', () => {
	for (const filter of ['tcp.port ==', 'tcp.port == 80 and', '(tcp', 'frame contains "GE', 'tcp[0:', 'tcp.por'])
		assert.equal(checkFilter(filter, registry).problems[0]?.incomplete, true, filter);
	for (const filter of ['tcp.port == 99999', '== 80', 'tcp.port == tcp.por and tcp'])
		assert.equal(checkFilter(filter, registry).problems[0]?.incomplete, undefined, filter);
});

test('a problem within a macro is shown where the macro is called', () => {
	const filter = `tcp and $\{private_ipv4:tcp.port} and ip`;
	const [problem] = checkFilter(filter, registry).problems;
	assert.deepEqual([problem?.from, problem?.to], [8, 32]);
});

test('a field that is known and not dissected passes with a note of its own', () => {
	const {problems, warnings} = checkFilter('ip.geoip.city == "Bern"', registry);
	assert.deepEqual(problems, []);
	assert.equal(warnings[0]?.kind, 'not-dissected');
});

test('filters that surprise get a note', () => {
	const kinds = (filter: string) => checkFilter(filter, registry).warnings.map(({kind}) => kind);
	assert.deepEqual(kinds('tcp.flags.syn'), ['surprise']);
	assert.deepEqual(kinds('ip.addr != 10.0.0.1'), ['surprise']);
	assert.deepEqual(kinds('tcp.payload[0] == 21'), ['surprise']);
	assert.deepEqual(kinds('tcp.port > -1'), ['surprise']);
	assert.deepEqual(kinds('ssl.handshake.type == 1'), ['deprecated']);
	assert.deepEqual(kinds('tcp.port == 80'), []);
});
