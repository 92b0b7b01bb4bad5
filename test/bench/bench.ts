/**
 * Times the built program, beside other programs on the same files and at the keyboard, and prints tables in Markdown.
 *
 *   npm run bench                everything
 *   npm run bench -- mixed       only the captures whose name contains the word
 *   npm run bench -- screen      only what is felt at the keyboard
 *   npm run bench -- peer        only that beside another explorer
 *   npm run bench -- --readme    everything, and puts the tables into the readme
 */
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {cpus, tmpdir} from 'node:os';
import {join} from 'node:path';
import {README, withBlock} from '../support/readme-blocks.ts';
import {SHAPES} from './captures.ts';
import {compareScreens} from './peer-screen.ts';
import {comparePrograms, compareStart} from './programs.ts';
import {timeScreen} from './screen.ts';

const SCREEN = 'screen';
const PEER = 'peer';
const isForReadme = process.argv.includes('--readme');
const wanted = process.argv.slice(2).find(argument => !argument.startsWith('--')) ?? '';
const printed: string[] = [];

const folder = mkdtempSync(join(tmpdir(), 'tcpwhy-bench-'));
try {
	const date = new Date().toISOString().slice(0, 10);
	print([`${date}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}.`]);
	if (wanted === '') print(await compareStart());
	for (const shape of SHAPES.filter(({name}) => name.includes(wanted))) print(await comparePrograms(shape, folder));
	if (SCREEN.includes(wanted)) print(await timeScreen(folder));
	if (SCREEN.includes(wanted) || PEER.includes(wanted)) print(await compareScreens(folder));
	if (isForReadme) writeFileSync(README, withBlock(readFileSync(README, 'utf8'), 'bench', printed.join('\n\n')));
} finally {
	rmSync(folder, {recursive: true});
}

function print(lines: readonly string[]): void {
	const text = lines.join('\n');
	printed.push(text);
	console.log(`${text}\n`);
}
