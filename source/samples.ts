import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

/** The captures that ship, and what each shows; `samples/readme.md` says more. */
export const SAMPLES: readonly {readonly file: string; readonly shows: string}[] = [
	{file: 'mixed.pcap', shows: 'some 200 connections of 15 minutes: where to look first?'},
	{file: 'never-speaks.pcap', shows: 'a reset that is right: the client opened a connection and never spoke'},
	{file: 'never-speaks-server31.pcap', shows: 'the same, where the server says its TLS goodbye before it closes'},
	{file: 'fin-then-rst-client.pcap', shows: 'a reset by an end that had already closed: normal'},
	{file: 'normal-client-close.pcap', shows: 'the client closes first, the server agrees'},
	{file: 'normal-server-close.pcap', shows: 'the server closes first, the client agrees'},
	{file: 'half-close-ok.pcap', shows: 'the client stops sending and listens on'},
	{file: 'http-408-idle.pcap', shows: 'a client that says nothing until the server hangs up'},
	{file: 'late-write-after-server-fin.pcap', shows: 'a request on a connection that the server had closed'},
	{file: 'refused.pcap', shows: 'nothing listens on the port'},
	{file: 'syn-blackhole.pcap', shows: 'nothing answers at all'},
	{file: 'icmp-admin-prohibited.pcap', shows: 'a router refuses the connection'},
	{file: 'client-abort-download.pcap', shows: 'the client breaks off a download'},
	{file: 'server-abort-mid-response.pcap', shows: 'the server breaks off its answer'},
	{file: 'zero-window-then-rst.pcap', shows: 'a receiver that stops reading'},
	{file: 'lossy-then-ok.pcap', shows: 'losses that are repaired'},
	{file: 'tls12-unknown-ca.pcap', shows: 'a client that does not trust the certificate'},
	{file: 'tls12-idle-server-close-then-client-request.pcap', shows: 'TLS: a request after the server had closed'},
	{file: 'tls13-close-notify-clean.pcap', shows: 'TLS 1.3: a clean goodbye, which looks like data'},
];

/** Path of a sample that can be opened, from the built program. */
export function samplePath(file: string): string {
	return isExecutable() ? unpacked(file) : fileURLToPath(new URL(`../samples/${file}`, import.meta.url));
}

/** The single executable's own files have paths that no other file has (Bun's documentation, "Embed assets & files"). */
function isExecutable(): boolean {
	return import.meta.url.startsWith('file:///$bunfs/');
}

let folder: string | undefined;

/** A sample of the single executable, which can be read whole there but not by offset: as a file, until the program ends. */
function unpacked(file: string): string {
	if (folder === undefined) {
		const made = mkdtempSync(path.join(tmpdir(), 'tcpwhy-samples-'));
		process.once('exit', () => rmSync(made, {recursive: true, force: true}));
		folder = made;
	}
	const copy = path.join(folder, file);
	writeFileSync(copy, readFileSync(new URL(`./samples/${file}`, import.meta.url)));
	return copy;
}
