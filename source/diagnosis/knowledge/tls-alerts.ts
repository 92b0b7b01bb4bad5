/** An alert in plain words: what it means to who is on call, and what to check (spec/diagnoses.md D.6). */
export interface TlsAlert {
	readonly name: string;
	readonly meaning: string;
	readonly check: string;
}

/** Where the reason of an alert may stand that says little by itself. */
export const ALERT_LOG = 'the log of the end that sent the alert';

export const TLS_ALERTS: Readonly<Record<number, TlsAlert>> = {
	0: alert('close_notify', 'it is done sending: the normal end of TLS', 'nothing'),
	10: alert(
		'unexpected_message',
		'a message came out of turn',
		'TLS libraries of both ends, STARTTLS order, devices that rewrite traffic',
	),
	20: alert(
		'bad_record_mac',
		'a record was altered on the way, or the keys differ',
		'network cards and devices that alter bytes, keys of a TLS offload pair',
	),
	21: alert('decryption_failed', 'a record could not be decrypted', 'very old peers, then as for bad_record_mac'),
	22: alert(
		'record_overflow',
		'a record was too long, which often means that it was no TLS',
		'whether plain text went to a TLS port',
	),
	30: alert('decompression_failure', 'a record could not be unpacked', 'switch TLS compression off'),
	40: alert(
		'handshake_failure',
		'no cipher, curve or signature suits both, or a client certificate is missing',
		"ClientHello against that of a good client, the server's cipher policy",
	),
	41: alert('no_certificate', 'it has no certificate to present', 'whether the client still speaks SSL 3'),
	42: alert(
		'bad_certificate',
		'the certificate is damaged, badly signed or refused',
		'chain order, certificate file, clock, mapping of client certificates',
	),
	43: alert('unsupported_certificate', 'the certificate is of a kind it cannot use', 'key type and extendedKeyUsage'),
	44: alert('certificate_revoked', 'the certificate was revoked', 'reissue it, look at CRL and OCSP'),
	45: alert(
		'certificate_expired',
		'the certificate has expired, or is not valid yet',
		'notAfter, and the clock of the end that sent the alert',
	),
	46: alert(
		'certificate_unknown',
		'the certificate is not acceptable for a reason that has no alert of its own, often the host name',
		'host name against subjectAltName',
	),
	47: alert('illegal_parameter', 'a field of the handshake makes no sense', 'library bugs, proxies that intercept TLS'),
	48: alert(
		'unknown_ca',
		'it does not trust the issuer of the certificate',
		'missing intermediate certificate, private CA not installed, proxies that intercept TLS',
	),
	49: alert(
		'access_denied',
		'the certificate is fine, access is not allowed',
		'authorisation rules for client certificates',
	),
	50: alert('decode_error', 'a message could not be parsed', 'truncation, plain text on a TLS port, version bugs'),
	51: alert(
		'decrypt_error',
		'a signature or the Finished message did not verify',
		'private key against certificate, pre-shared keys',
	),
	52: alert('too_many_cids_requested', 'too many connection ids were asked for', 'DTLS settings'),
	60: alert('export_restriction', 'export rules forbid the parameters', 'very old peers'),
	70: alert('protocol_version', 'the ends have no TLS version in common', 'lowest and highest version on both ends'),
	71: alert(
		'insufficient_security',
		'it wants stronger ciphers or keys',
		'server policy against the age of the client',
	),
	80: alert('internal_error', 'it failed by itself, over memory, a key store or its configuration', ALERT_LOG),
	86: alert(
		'inappropriate_fallback',
		'the client tried again with a lower version than needed',
		'why the first try failed',
	),
	90: alert(
		'user_canceled',
		'a user or the application called the handshake off',
		'whether somebody or a time limit called it off',
	),
	100: alert(
		'no_renegotiation',
		'it refuses to renegotiate',
		'client certificates asked for on some paths only, with TLS 1.2',
	),
	109: alert('missing_extension', 'a required extension is missing', "the client's TLS library"),
	110: alert(
		'unsupported_extension',
		'the answer has an extension that was not asked for',
		'server bugs, devices on the path',
	),
	111: alert('certificate_unobtainable', 'the certificate could not be fetched', 'certificate URLs'),
	112: alert(
		'unrecognized_name',
		'the server has nothing for the name that was asked for',
		'DNS, virtual hosts and the certificate for that name',
	),
	113: alert('bad_certificate_status_response', 'the stapled OCSP answer is not valid', 'OCSP responder, clock'),
	114: alert('bad_certificate_hash_value', 'a certificate does not have the announced hash', 'certificate URLs'),
	115: alert('unknown_psk_identity', "it does not know the pre-shared key's identity", 'pre-shared key configuration'),
	116: alert('certificate_required', 'the client has to present a certificate', 'client certificate configuration'),
	117: alert('general_error', 'something failed that it does not name', ALERT_LOG),
	120: alert(
		'no_application_protocol',
		'the ends have no application protocol in common (ALPN)',
		'h2 and http/1.1 settings on both ends',
	),
	121: alert('ech_required', 'encrypted ClientHello was required and failed', 'rotation of the ECH keys'),
};

/** An alert by its number; unknown ones are named by it. */
export function tlsAlert(description: number): TlsAlert {
	return (
		TLS_ALERTS[description] ??
		alert(`alert ${description}`, 'it objects with an alert that has no known name', ALERT_LOG)
	);
}

/** `unknown_ca`; `alert 199` for a number without a name. */
export function alertName(description: number): string {
	return tlsAlert(description).name;
}

function alert(name: string, meaning: string, check: string): TlsAlert {
	return {name, meaning, check};
}
