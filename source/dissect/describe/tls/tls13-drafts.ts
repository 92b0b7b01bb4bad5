/** Versions of the drafts of TLS 1.3: 0x7f with the number of the draft. */
const FIRST_DRAFT = 0x7f00;
const LAST_SHORT_DRAFT = 0x7f15;

/** Up to draft 21 a ServerHello of TLS 1.3 had neither session nor compression method (draft-ietf-tls-tls13-21 4.1.3). */
export function isShortServerHello(version: number): boolean {
	return version >= FIRST_DRAFT && version <= LAST_SHORT_DRAFT;
}
