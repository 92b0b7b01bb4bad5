import type {FieldTree} from '../field-tree.ts';
import {describeCertificates} from './certificates.ts';
import {Fingerprint} from './fingerprint.ts';
import {isShortServerHello} from './tls13-drafts.ts';

/** Handshake types with fields of their own (RFC 8446 4). */
const enum Message {
	CLIENT_HELLO = 1,
	SERVER_HELLO = 2,
	CERTIFICATE = 11,
}

/** Extensions with fields of their own (IANA tls-extensiontype-values). */
const enum Extension {
	SERVER_NAME = 0,
	SUPPORTED_GROUPS = 10,
	POINT_FORMATS = 11,
	APPLICATION_PROTOCOL = 16,
	/** Of the drafts of TLS 1.3 up to 22. */
	DRAFT_KEY_SHARE = 40,
	SUPPORTED_VERSIONS = 43,
	KEY_SHARE = 51,
	/** A suite and a key share come first (draft-ietf-tls-esni-02 4). */
	ENCRYPTED_SERVER_NAME = 0xffce,
}

const RANDOM = 32;

/** The body of a handshake message that has fields. Every length is checked against its parent. */
export function describeHandshakeBody(tree: FieldTree, type: number, at: number, end: number): void {
	if (type === Message.CLIENT_HELLO) describeClientHello(tree, at, end);
	else if (type === Message.SERVER_HELLO) describeServerHello(tree, at, end);
	else if (type === Message.CERTIFICATE) describeCertificates(tree, at, end);
}

/** RFC 8446 4.1.2: version, random, session, suites, compression methods, extensions. */
function describeClientHello(tree: FieldTree, from: number, end: number): void {
	const print = new Fingerprint();
	const session = describeStart(tree, from, end, print);
	if (session < 0) return;
	const suites = describeSession(tree, session, end);
	if (suites < 0 || suites + 2 > end) return;
	const suitesLength = tree.peek(suites, 2);
	const suitesEnd = suites + 2 + suitesLength;
	if (suitesEnd > end) return;
	tree.add('tls.handshake.ciphersuites', undefined, suites + 2, suitesLength, {
		label: `Cipher suites: ${suitesLength >> 1}`,
	});
	tree.below(() => {
		for (let at = suites + 2; at + 2 <= suitesEnd; at += 2)
			print.suites.push(tree.uint('tls.handshake.ciphersuite', at, 2));
	});
	const extensions = skipBytes(tree, suitesEnd, end, 1);
	if (extensions < 0) return;
	if (describeExtensions(tree, extensions, end, Message.CLIENT_HELLO, print)) print.addJa3(tree, from);
}

/** RFC 8446 4.1.3: version, random, session, the suite that was chosen, compression method, extensions. */
function describeServerHello(tree: FieldTree, from: number, end: number): void {
	const print = new Fingerprint();
	const session = describeStart(tree, from, end, print);
	if (session < 0) return;
	const isShort = isShortServerHello(print.version);
	const suite = isShort ? session : describeSession(tree, session, end);
	if (suite < 0 || suite + 2 > end) return;
	print.suites.push(tree.uint('tls.handshake.ciphersuite', suite, 2));
	if (describeExtensions(tree, suite + (isShort ? 2 : 3), end, Message.SERVER_HELLO, print)) print.addJa3s(tree, from);
}

/** Version and random; returns where the session begins, -1 if they do not fit. */
function describeStart(tree: FieldTree, from: number, end: number, print: Fingerprint): number {
	if (from + 2 + RANDOM > end) return -1;
	print.version = tree.uint('tls.handshake.version', from, 2);
	tree.slice('tls.handshake.random', from + 2, RANDOM);
	return from + 2 + RANDOM;
}

function describeSession(tree: FieldTree, at: number, end: number): number {
	const next = skipBytes(tree, at, end, 1);
	if (next < 0) return -1;
	tree.uint('tls.handshake.session_id_length', at, 1);
	if (next > at + 1) tree.slice('tls.handshake.session_id', at + 1, next - at - 1);
	return next;
}

/** Behind a vector whose length takes `width` bytes; -1 if it does not fit. */
function skipBytes(tree: FieldTree, at: number, end: number, width: number): number {
	if (at + width > end) return -1;
	const next = at + width + tree.peek(at, width);
	return next > end || tree.cut ? -1 : next;
}

/** Returns false if one of them is longer than the list. */
function describeExtensions(tree: FieldTree, from: number, end: number, message: Message, print: Fingerprint): boolean {
	if (from >= end) return true;
	const last = from + 2 + (from + 2 > end ? 0 : tree.peek(from, 2));
	print.isListMissing = last > end;
	if (print.isListMissing) return true;
	let at = from + 2;
	while (at + 4 <= last && !tree.cut) {
		const content = at + 4;
		const contentEnd = content + tree.peek(at + 2, 2);
		if (contentEnd > last) return false;
		const type = tree.uint('tls.handshake.extension.type', at, 2);
		print.extensions.push(type);
		tree.below(() => describeExtension(tree, type, content, contentEnd, message, print));
		at = contentEnd;
	}
	return true;
}

function describeExtension(
	tree: FieldTree,
	type: Extension,
	at: number,
	end: number,
	message: Message,
	print: Fingerprint,
): void {
	switch (type) {
		case Extension.SERVER_NAME:
			describeServerNames(tree, at, end);
			break;
		case Extension.SUPPORTED_GROUPS:
			describeGroups(tree, at, end, print);
			break;
		case Extension.POINT_FORMATS:
			for (let place = at + 1; place < Math.min(at + 1 + tree.peek(at, 1), end); place++)
				print.pointFormats.push(tree.peek(place, 1));
			break;
		case Extension.APPLICATION_PROTOCOL:
			describeApplicationProtocols(tree, at, end);
			break;
		case Extension.SUPPORTED_VERSIONS:
			describeVersions(tree, at, end, message);
			break;
		case Extension.ENCRYPTED_SERVER_NAME:
			if (at + 4 <= end) tree.uint('tls.handshake.extensions_key_share_group', at + 2, 2);
			break;
		case Extension.DRAFT_KEY_SHARE:
		case Extension.KEY_SHARE:
			describeKeyShares(tree, at, end, message);
			break;
	}
}

/** RFC 8446 4.2.7. */
function describeGroups(tree: FieldTree, from: number, end: number, print: Fingerprint): void {
	if (from + 2 > end) return;
	const last = Math.min(from + 2 + tree.peek(from, 2), end);
	for (let at = from + 2; at + 2 <= last; at += 2)
		print.groups.push(tree.uint('tls.handshake.extensions_supported_group', at, 2));
}

/** RFC 8446 4.2.8: a client offers shares, a server has one, or (in two bytes) asks for one of another group. */
function describeKeyShares(tree: FieldTree, from: number, end: number, message: Message): void {
	const isClient = message === Message.CLIENT_HELLO;
	const last = isClient && from + 2 <= end ? Math.min(from + 2 + tree.peek(from, 2), end) : end;
	for (let at = isClient ? from + 2 : from; at + 4 <= last && !tree.cut; ) {
		tree.uint('tls.handshake.extensions_key_share_group', at, 2);
		at += 4 + tree.peek(at + 2, 2);
	}
}

/** RFC 6066 3. An answer to the extension is empty. */
function describeServerNames(tree: FieldTree, from: number, end: number): void {
	if (from + 2 > end) return;
	const listLength = tree.uint('tls.handshake.extensions_server_name_list_len', from, 2);
	const last = Math.min(from + 2 + listLength, end);
	for (let at = from + 2; at + 3 <= last && !tree.cut; ) {
		tree.uint('tls.handshake.extensions_server_name_type', at, 1);
		const length = tree.uint('tls.handshake.extensions_server_name_len', at + 1, 2);
		if (at + 3 + length > last) return;
		tree.add('tls.handshake.extensions_server_name', textOf(tree, at + 3, length), at + 3, length);
		at += 3 + length;
	}
}

/** RFC 7301 3.1. */
function describeApplicationProtocols(tree: FieldTree, from: number, end: number): void {
	if (from + 2 > end) return;
	const last = Math.min(from + 2 + tree.peek(from, 2), end);
	for (let at = from + 2; at < last && !tree.cut; ) {
		const length = tree.peek(at, 1);
		if (at + 1 + length > last) return;
		tree.add('tls.handshake.extensions_alpn_str', textOf(tree, at + 1, length), at + 1, length);
		at += 1 + length;
	}
}

/** RFC 8446 4.2.1: a client offers a list, a server names one. */
function describeVersions(tree: FieldTree, from: number, end: number, message: Message): void {
	let at = from;
	let last = end;
	if (message === Message.CLIENT_HELLO) {
		if (from >= end) return;
		last = Math.min(from + 1 + tree.peek(from, 1), end);
		at = from + 1;
	}
	for (; at + 2 <= last; at += 2) tree.uint('tls.handshake.extensions.supported_version', at, 2);
}

/** ASCII up to the first zero byte; a byte that is not ASCII becomes U+FFFD. */
function textOf(tree: FieldTree, at: number, length: number): string {
	if (!tree.covers(at, length)) return '';
	let text = '';
	for (let i = at; i < at + length && tree.bytes[i] !== 0; i++)
		text += tree.bytes[i]! < 0x80 ? String.fromCharCode(tree.bytes[i]!) : '\ufffd';
	return text;
}
