import type {FieldDefinition} from '../field.ts';
import {
	boolean,
	bytes,
	expert,
	frameNumber,
	label,
	list,
	notDissected,
	protocol,
	string,
	uint8,
	uint16,
	uint24,
	valueNames,
} from './define.ts';
import {CIPHER_SUITE_NAMES} from './names/cipher-suites.ts';
import {
	ALERT_DESCRIPTION_NAMES,
	ALERT_LEVEL_NAMES,
	CONTENT_TYPE_NAMES,
	EXTENSION_TYPE_NAMES,
	HANDSHAKE_TYPE_NAMES,
	TLS_VERSION_NAMES,
} from './names/tls.ts';

const VERSION = {values: TLS_VERSION_NAMES};

/** TLS: records, alerts and what hello messages say (RFC 8446, RFC 5246). */
export const tlsFields: readonly FieldDefinition[] = [
	protocol('tls', 'Transport Layer Security'),
	list(label('tls.record', 'One record')),
	list(uint8('tls.record.content_type', 'Record: content type', 'dec', {values: CONTENT_TYPE_NAMES})),
	list(uint8('tls.record.opaque_type', 'Record: outer content type, in TLS 1.3', 'dec', {values: CONTENT_TYPE_NAMES})),
	list(uint16('tls.record.version', 'Record: version in its header', 'hex', VERSION)),
	list(uint16('tls.record.length', 'Record: length of the content, in bytes')),
	list(bytes('tls.app_data', 'Application data, encrypted')),
	list(label('tls.change_cipher_spec', 'Change cipher spec')),
	list(label('tls.alert_message', 'Alert')),
	list(uint8('tls.alert_message.level', 'Alert: level', 'dec', {values: ALERT_LEVEL_NAMES})),
	list(uint8('tls.alert_message.desc', 'Alert: description', 'dec', {values: ALERT_DESCRIPTION_NAMES})),
	list(label('tls.handshake', 'Handshake message')),
	list(uint8('tls.handshake.type', 'Handshake: type', 'dec', {values: HANDSHAKE_TYPE_NAMES})),
	list(uint24('tls.handshake.length', 'Handshake: length of the message, in bytes')),
	list(uint16('tls.handshake.version', 'Hello: version', 'hex', VERSION)),
	label('tls.handshake.ciphersuites', 'ClientHello: cipher suites'),
	list(uint16('tls.handshake.ciphersuite', 'Hello: cipher suite', 'hex', {values: CIPHER_SUITE_NAMES})),
	list(uint16('tls.handshake.extension.type', 'Hello: extension', 'dec', {values: EXTENSION_TYPE_NAMES})),
	uint16('tls.handshake.extensions_server_name_list_len', 'Server name: length of the list'),
	uint8('tls.handshake.extensions_server_name_type', 'Server name: type', 'dec', {
		values: valueNames({0: 'host_name'}),
	}),
	uint16('tls.handshake.extensions_server_name_len', 'Server name: length'),
	string('tls.handshake.extensions_server_name', 'Server name, that the client asks for (SNI)'),
	list(string('tls.handshake.extensions_alpn_str', 'Application protocol, offered or chosen (ALPN)')),
	list(uint16('tls.handshake.extensions.supported_version', 'Supported version, offered or chosen', 'hex', VERSION)),
	...notDissected(
		string('tls.app_data_proto', 'Record: protocol of the content'),
		boolean('tls.record.is_escape', 'SSL 2 record: security escape'),
		uint8('tls.record.padding_length', 'SSL 2 record: length of the padding'),
		expert('tls.record.length.invalid', 'The length of a record is wrong'),
		list(frameNumber('tls.segment', 'Frame of one piece of a message')),
		bytes('tls.segment.data', 'Piece of a message'),
		frameNumber('tls.reassembled_in', 'Frame in which the message was complete'),
	),
];
