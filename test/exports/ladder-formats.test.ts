import assert from 'node:assert/strict';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';
import {SaxesParser} from 'saxes';
import {LADDER_ENDINGS, type LadderFormat} from '../../source/report/format-names.ts';
import {ALL_FOLDED, ALL_OPEN, type Folds} from '../../source/report/ladder/fold-view.ts';
import {LADDERS} from '../../source/report/ladder/paper/ladder-formats.ts';
import {escapeMermaid} from '../../source/report/ladder/paper/mermaid-ladder.ts';
import {paperLadder} from '../../source/report/ladder/paper/paper-ladder.ts';
import {sanitize} from '../../source/report/sanitize.ts';
import {SAMPLES} from '../../source/samples.ts';
import type {FakeSession} from '../support/captures/fake-session.ts';
import {sample} from '../support/captures/samples.ts';
import {longSession} from '../support/frames/fake-captures.ts';
import {HOSTILE_NAMES, hostileCapture} from '../support/frames/hostile-capture.ts';
import {scratchFolder} from '../support/scratch-folder.ts';
import {run} from '../support/terminal/program.ts';

const folder = scratchFolder();
const hostile = join(folder, 'hostile.pcap');
writeFileSync(hostile, hostileCapture());
/** Server names are ASCII (RFC 6066 3): each other byte is a character of its own. */
const shownName = (name: string) => sanitize(new TextDecoder('latin1').decode(Buffer.from(name)));

function ladder(format: LadderFormat, file: string, stream = 0): string {
	const {status, stdout, stderr} = run([`--ladder=${format}`, '-s', String(stream), file]);
	assert.deepEqual({status, stderr}, {status: 0, stderr: ''});
	return stdout;
}

function ladderOf(session: FakeSession, format: LadderFormat, folds: Folds): string {
	const paper = paperLadder(session, 0, session.streamRows(0), session, folds);
	return [...LADDERS[format](paper, false)].join('');
}

interface Element {
	readonly name: string;
	readonly attributes: Readonly<Record<string, string>>;
	text: string;
}

/** The elements of an XML document in order; throws where it is not well-formed (saxes is strict). */
function parseXml(xml: string): Element[] {
	const elements: Element[] = [];
	const open: Element[] = [];
	const parser = new SaxesParser({xmlns: true});
	parser.on('error', error => {
		throw error;
	});
	parser.on('opentag', ({name, attributes}) => {
		const values = Object.fromEntries(Object.entries(attributes).map(([key, {value}]) => [key, value]));
		const element = {name, attributes: values, text: ''};
		elements.push(element);
		open.push(element);
	});
	parser.on('closetag', () => {
		open.pop();
	});
	parser.on('text', text => {
		for (const element of open) element.text += text;
	});
	parser.write(xml).close();
	return elements;
}

/** Statements of a sequence diagram, as far as ladders use the language; throws at any other line. */
function parseMermaid(diagram: string): {kind: 'participant' | 'note' | 'message'; text: string}[] {
	const [first, ...lines] = diagram.trimEnd().split('\n');
	assert.equal(first, 'sequenceDiagram');
	const text = '((?:[^#;\\n%{}<>$"`]|#\\d+;|<br/>)+)';
	const grammar = {
		participant: new RegExp(`^ +participant [CS] as ${text}$`, 'u'),
		note: new RegExp(`^ +Note over C,S: ${text}$`, 'u'),
		message: new RegExp(`^ +(?:C-?-(?:>>|x)S|S-?-(?:>>|x)C): ${text}$`, 'u'),
	};
	return lines.map(line => {
		for (const kind of ['participant', 'note', 'message'] as const) {
			const found = grammar[kind].exec(line)?.[1];
			if (found === undefined) continue;
			assert.doesNotMatch(found, /\bend\b/i, 'the word closes a block');
			return {kind, text: found.replaceAll('<br/>', ' ').replace(/#(\d+);/g, (_, code) => String.fromCodePoint(code))};
		}
		throw new Error(`no statement of a sequence diagram: ${line}`);
	});
}

for (const {file} of SAMPLES.filter(({file}) => file !== 'mixed.pcap'))
	test(`the ladder of ${file} is a well-formed picture without anything from outside`, () => {
		const svg = ladder('svg', sample(file));
		const elements = parseXml(svg);
		const [root] = elements;
		assert.equal(root?.name, 'svg');
		const names = new Set(elements.map(({name}) => name));
		assert.deepEqual(
			[...names].filter(name => !/^(svg|title|desc|style|rect|line|path|text|tspan)$/.test(name)),
			[],
		);
		for (const {attributes} of elements)
			assert.deepEqual(
				Object.keys(attributes).filter(name => /^on|href|^style$/.test(name)),
				[],
			);
		assert.doesNotMatch(svg.replace('http://www.w3.org/2000/svg', ''), /https?:|url\(|@import|<!/);
		const height = Number(root?.attributes['height']);
		for (const {attributes} of elements)
			for (const name of ['y', 'y1', 'y2']) assert.ok(Number(attributes[name] ?? 0) <= height);
	});

for (const {file} of SAMPLES.filter(({file}) => file !== 'mixed.pcap'))
	test(`the ladder of ${file} is a sequence diagram with an arrow a packet or run`, () => {
		const statements = parseMermaid(ladder('mermaid', sample(file)));
		const arrows = statements.filter(({kind, text}) => kind === 'message' && /^-?\d+\.\d{6} #\d+/.test(text));
		const shown = arrows.reduce((sum, {text}) => {
			const [, from, to = from] = /#(\d+)(?:-#(\d+))?/.exec(text)!;
			return sum + Number(to) - Number(from) + 1;
		}, 0);
		assert.equal(shown, JSON.parse(run(['--report=json', sample(file)]).stdout).capture.tcpPackets);
	});

test('hostile names stand in every format as visible text and change nothing else', () => {
	for (const [stream, name] of HOSTILE_NAMES.entries()) {
		const shown = shownName(name);
		const texts = parseXml(ladder('svg', hostile, stream)).map(({text}) => text);
		assert.ok(texts.includes(`Client Hello ${shown}`), `SVG: ${shown}`);
		const messages = parseMermaid(ladder('mermaid', hostile, stream)).filter(({kind}) => kind === 'message');
		assert.equal(messages.length, 5);
		assert.match(messages[3]!.text, /Client Hello/);
		assert.ok(messages[3]!.text.endsWith(`Client Hello ${shown}`), `Mermaid: ${shown}`);
		const {before, fenced} = splitMarkdown(ladder('markdown', hostile, stream));
		assert.match(before, /^## Stream \d+: accepted-then-reset\n/);
		assert.ok(fenced.filter(line => line.includes('Client Hello')).length === 1, `Markdown: ${shown}`);
		assert.ok(fenced.some(line => line.includes(`Client Hello ${shown.slice(0, 8)}`)));
	}
});

/** What stands in front of the first fenced block (CommonMark 4.5), and its lines. */
function splitMarkdown(markdown: string): {before: string; fenced: string[]; behind: string} {
	const lines = markdown.split('\n');
	const from = lines.findIndex(line => /^`{3,}/.test(line));
	const fence = /^`+/.exec(lines[from]!)![0];
	const to = lines.findIndex((line, at) => at > from && new RegExp(`^ {0,3}\`{${fence.length},} *$`).test(line));
	assert.ok(to > from);
	return {
		before: lines.slice(0, from).join('\n'),
		fenced: lines.slice(from + 1, to),
		behind: lines.slice(to + 1).join('\n'),
	};
}

test('a ticket begins with the verdict, shows the ladder and ends with what supports it', () => {
	const {before, fenced, behind} = splitMarkdown(ladder('markdown', sample('never-speaks.pcap')));
	assert.match(
		before,
		/^## Stream 0: idle-client-reset\n[\s\S]*\*\*The reset is correct[\s\S]*Root cause: [\s\S]*Capture: /,
	);
	assert.ok(fenced.some(line => /RST/.test(line)) && fenced.every(line => line.length <= 100));
	assert.match(behind, /Evidence:[\s\S]*Not the cause:[\s\S]*Check next:[\s\S]*References:/);
	assert.doesNotMatch(behind, /```/);
	const ascii = run(['--ladder=markdown', '--ascii', '-s', '0', sample('never-speaks.pcap')]).stdout;
	assert.match(ascii, /^[\n -~]+$/);
	assert.match(ascii, /10\.1\.0\.2 port 45868 -> server/);
});

test('text that Mermaid would read as its language is written by number', () => {
	assert.equal(escapeMermaid('a;b#c\nd'), 'a#59;b#35;c#92;nd');
	assert.equal(escapeMermaid('end End friend'), '#101;nd #69;nd friend');
	assert.equal(escapeMermaid('%%{init}%% $$x$$ <b>'), '#37;#37;#123;init#125;#37;#37; #36;#36;x#36;#36; #60;b#62;');
});

test('a folded run is one broad arrow, whatever it stands for', () => {
	const session = longSession(10_000);
	const folded = parseXml(ladderOf(session, 'svg', ALL_FOLDED));
	const runs = folded.filter(({attributes}) => /\brun\b/.test(attributes['class'] ?? ''));
	assert.ok(runs.length > 0 && folded.length < 400, `${folded.length} elements`);
	assert.ok(folded.some(({text}) => /^\d[\d,]* segments .*ACKs/.test(text)));
});

test('of a ladder that is too long for a picture the first and the last packets are drawn', () => {
	const session = longSession(10_000);
	const texts = parseXml(ladderOf(session, 'svg', ALL_OPEN)).map(({text}) => text);
	assert.ok(texts.some(text => text.includes('9,000 packets left out')));
	assert.ok(texts.some(text => text.startsWith('#10000 ')));
	const diagram = ladderOf(session, 'mermaid', ALL_OPEN);
	assert.ok(diagram.length < 50_000, "Mermaid's default limit (maxTextSize)");
	assert.ok(parseMermaid(diagram).some(({text}) => /packets left out/.test(text)));
	assert.match(ladderOf(session, 'markdown', ALL_OPEN), /lines left out/);
});

/** Relative luminance of `#rrggbb` (WCAG 2.2). */
function luminance(colour: string): number {
	const [red, green, blue] = [1, 3, 5].map(at => {
		const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
		return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
	}) as [number, number, number];
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

test('the picture can be read in light and in dark: every text has a contrast of 4.5 or more (WCAG 1.4.3)', () => {
	const style = parseXml(ladder('svg', sample('refused.pcap'))).find(({name}) => name === 'style')!.text;
	const modes = style.split('@media (prefers-color-scheme:dark)');
	assert.equal(modes.length, 2);
	for (const mode of modes) {
		const ground = luminance(/\.ground\{fill:(#\w{6})\}/.exec(mode)![1]!);
		const colours = [
			...mode.matchAll(/^text\.\w+,tspan[^}]*fill:(#\w{6})|tspan\.(\w+)\{stroke:none;fill:(#\w{6})\}/gm),
		];
		assert.ok(colours.length > 10);
		for (const found of colours) {
			const text = luminance((found[1] ?? found[3])!);
			const contrast = (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
			assert.ok(contrast >= 4.5, `${found[0]}: ${contrast.toFixed(2)}`);
		}
	}
});

test('--ladder with --export writes the ladder in the format that the name of the file asks for', () => {
	const capture = sample('never-speaks.pcap');
	for (const [format, ending] of Object.entries(LADDER_ENDINGS)) {
		const path = join(folder, `ladder${ending}`);
		assert.deepEqual(run(['--ladder', '-s', '0', '--export', path, capture]), {status: 0, stdout: '', stderr: ''});
		assert.equal(readFileSync(path, 'utf8'), ladder(format as LadderFormat, capture));
	}
});

for (const args of [
	['--ladder=png', '-s', '0'],
	['--ladder=svg'],
	['--export', 'ladder.svg'],
	['--ladder', '-s', '0', '--export', 'ladder.csv'],
])
	test(`wrong usage has status 2: tcpwhy ${args.join(' ')}`, () => {
		const {status, stderr} = run([...args, sample('refused.pcap')]);
		assert.equal(status, 2);
		assert.match(stderr, /^tcpwhy: [^\n]+\n$/);
	});
