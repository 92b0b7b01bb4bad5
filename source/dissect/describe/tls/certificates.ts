import type {FieldTree} from '../field-tree.ts';

/** A list of certificates, each behind its length (RFC 5246 7.4.2). In TLS 1.3 the message is encrypted. */
export function describeCertificates(tree: FieldTree, from: number, end: number): void {
	if (from + 3 > end) return;
	const last = Math.min(from + 3 + tree.uint('tls.handshake.certificates_length', from, 3), end);
	for (let at = from + 3; at + 3 <= last && !tree.cut; ) {
		const length = tree.uint('tls.handshake.certificate_length', at, 3);
		if (at + 3 + length > last) return;
		tree.slice('tls.handshake.certificate', at + 3, length);
		at += 3 + length;
	}
}
