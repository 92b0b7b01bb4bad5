import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {TRICKS} from './tricks.ts';

/** A line of text with a trick in it: without line breaks and zeros, which end it. */
const inLine = (trick: string) => trick.replace(/[\n\r\0\u2028\u2029]/g, ' ');

/** A home in which every file of ours is full of tricks, below a folder whose name is one. */
export interface HostileHome {
	readonly environment: Readonly<Record<string, string>>;
	remove(): void;
}

export function hostileHome(): HostileHome {
	const root = mkdtempSync(join(tmpdir(), 'tcpwhy-home-'));
	const home = join(root, 'a\u{1B}]0;owned\u{7}\u{9B}2J\u{202E}');
	const config = join(home, 'config', 'tcpwhy');
	const state = join(home, 'state', 'tcpwhy');
	for (const folder of [config, state]) mkdirSync(folder, {recursive: true});
	const filters = TRICKS.map(trick => `frame contains "${inLine(trick)}"`);
	writeFileSync(
		join(config, 'bookmarks.json'),
		JSON.stringify(TRICKS.map((name, n) => ({name: `${name} ${n}`, filter: filters[n]!}))),
	);
	writeFileSync(
		join(config, 'dfilter_macros'),
		TRICKS.map((trick, n) => `"macro${n}","frame contains \\"${inLine(trick)}\\""\n${inLine(trick)}`).join('\n'),
	);
	writeFileSync(
		join(config, 'config.toml'),
		TRICKS.map(trick => `${inLine(trick)}\n"${trick.replace(/[^\p{L}\p{M}\p{Cf}\p{Co}]/gu, '_')}" = 1\n`).join(''),
	);
	writeFileSync(join(state, 'filter-history'), `${filters.join('\n')}\n`);
	writeFileSync(join(state, 'command-history'), `${TRICKS.map(trick => `columns ${inLine(trick)}`).join('\n')}\n`);
	const environment = {
		HOME: home,
		XDG_CONFIG_HOME: join(home, 'config'),
		XDG_STATE_HOME: join(home, 'state'),
		TMPDIR: join(home, 'no such folder'),
		LANG: `${TRICKS[0]!}.UTF-8`,
		LESS: TRICKS[3]!,
		COLORTERM: TRICKS[1]!,
	};
	return {environment, remove: () => rmSync(root, {recursive: true})};
}
