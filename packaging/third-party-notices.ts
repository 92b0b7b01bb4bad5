import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import type {Metafile} from 'esbuild';

/** Who holds the rights of packages that come without the text of their licence, by their own readme or source files. */
const HOLDERS: Readonly<Record<string, string>> = {
	'ink-table': 'Copyright (c) Matic Zavadlal',
	'yoga-layout': 'Copyright (c) Meta Platforms, Inc. and affiliates.',
};

/** Folders of a package where licences lie; `build` is where a package has those of what it bundles itself. */
const PLACES = ['.', 'build'];
const LICENCE_FILE = /^(licen[cs]es?|notice|copying)(\.(txt|md))?$/i;
const PACKAGE = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

interface Manifest {
	readonly name: string;
	readonly version: string;
	readonly license: string;
}

/**
 * The licences of all packages that a bundle has code of, as those licences ask for. Throws where one cannot be had: then
 * the program must not be given away.
 */
export function thirdPartyNotices(metafile: Metafile): string {
	const sections = bundledPackages(metafile).map(folder => {
		const {name, version, license} = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Manifest;
		return `${name} ${version} (${license})\n\n${licenceOf(folder, name, license)}`;
	});
	const rule = `\n\n${'-'.repeat(80)}\n\n`;
	return `${['tcpwhy contains code of these packages.', ...sections].join(rule)}\n`;
}

/** Folders of the packages with code in the outputs. */
function bundledPackages({outputs}: Metafile): string[] {
	const files = Object.values(outputs).flatMap(({inputs}) => Object.keys(inputs));
	const folders = files.map(file => PACKAGE.exec(file)?.[0]).filter(folder => folder !== undefined);
	return [...new Set(folders)].sort();
}

function licenceOf(folder: string, name: string, license: string): string {
	const texts = PLACES.flatMap(place => licenceFiles(path.join(folder, place))).map(file =>
		readFileSync(file, 'utf8').trim(),
	);
	if (texts.length > 0) return texts.join('\n\n');
	const holder = HOLDERS[name];
	if (holder === undefined || license !== 'MIT') throw new Error(`${folder} has no text of its licence (${license})`);
	return `${holder}\n\n${mitTerms()}`;
}

function licenceFiles(folder: string): string[] {
	try {
		return readdirSync(folder)
			.filter(file => LICENCE_FILE.test(file))
			.map(file => path.join(folder, file));
	} catch {
		return [];
	}
}

/** The MIT licence without its title and copyright line, from our own. */
function mitTerms(): string {
	const text = readFileSync('license', 'utf8');
	return text.slice(text.indexOf('Permission is hereby granted')).trim();
}
