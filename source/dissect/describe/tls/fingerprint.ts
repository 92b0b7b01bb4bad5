import {createHash} from 'node:crypto';
import {GREASE} from '../../fields/names/tls.ts';
import type {FieldTree} from '../field-tree.ts';

/** Numbers of a hello message by which programs are told apart, in the order in which they stand there. */
export class Fingerprint {
	version = 0;
	readonly suites: number[] = [];
	readonly extensions: number[] = [];
	readonly groups: number[] = [];
	readonly pointFormats: number[] = [];
	/** The list of extensions does not fit into the message. */
	isListMissing = false;

	/** Adds JA3 of a ClientHello: five lists as decimal numbers, and their MD5. Reserved values do not count. */
	addJa3(tree: FieldTree, at: number): void {
		const extensions = this.isListMissing ? [[]] : [this.extensions, this.groups, this.pointFormats];
		const lists = [[this.version], this.suites, ...extensions];
		addTexts(tree, 'tls.handshake.ja3', lists, at);
	}

	/** Adds JA3S of a ServerHello. */
	addJa3s(tree: FieldTree, at: number): void {
		addTexts(tree, 'tls.handshake.ja3s', [[this.version], this.suites, this.extensions], at);
	}
}

function addTexts(tree: FieldTree, name: string, lists: readonly (readonly number[])[], at: number): void {
	const full = lists.map(list => list.filter(value => !GREASE.has(value)).join('-')).join(',');
	tree.derive(`${name}_full`, full, at);
	tree.derive(name, createHash('md5').update(full).digest('hex'), at);
}
