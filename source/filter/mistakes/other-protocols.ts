/** A protocol that Wireshark dissects and tcpwhy does not. */
export interface OtherProtocol {
	/** As people write it. */
	readonly title: string;
	/** Tests that find its packets all the same, best first. */
	readonly instead: readonly string[];
	/** The port that its servers usually have (IANA service names). */
	readonly port?: number;
}

const overTcp = (title: string, port: number, ...instead: readonly string[]): OtherProtocol => ({
	title,
	port,
	instead: [`tcp.port == ${port}`, ...instead],
});

/** Not over TCP, but told apart in frame.protocols. */
const beside = (title: string, name: string): OtherProtocol => ({
	title,
	instead: [`frame.protocols contains "${name}"`],
});

/** Over UDP, of which no more than its header is told apart. */
const overUdp = (title: string, port: number): OtherProtocol => ({
	title,
	port,
	instead: ['frame.protocols contains "udp"'],
});

/** Protocols by the first part of the names that their fields have in Wireshark. */
const OTHER_PROTOCOLS: ReadonlyMap<string, OtherProtocol> = new Map(
	Object.entries({
		amqp: overTcp('AMQP', 5672),
		arp: beside('ARP', 'arp'),
		bgp: overTcp('BGP', 179),
		data: {title: 'raw data', instead: ['tcp.payload']},
		dhcp: overUdp('DHCP', 67),
		dns: overTcp('DNS', 53),
		ftp: overTcp('FTP', 21),
		gre: beside('GRE', 'gre'),
		grpc: overTcp('gRPC', 443, 'conn.tls == 1'),
		http: overTcp('HTTP', 80, 'tcp contains "HTTP"'),
		http2: overTcp('HTTP/2', 443, 'conn.tls == 1'),
		http3: overUdp('HTTP/3', 443),
		icmp: beside('ICMP', 'icmp'),
		icmpv6: beside('ICMPv6', 'icmpv6'),
		imap: overTcp('IMAP', 143),
		kafka: overTcp('Kafka', 9092),
		kerberos: overTcp('Kerberos', 88),
		ldap: overTcp('LDAP', 389),
		mdns: overUdp('mDNS', 5353),
		mongo: overTcp('MongoDB', 27017),
		mqtt: overTcp('MQTT', 1883),
		mysql: overTcp('MySQL', 3306),
		nfs: overTcp('NFS', 2049),
		ntp: overUdp('NTP', 123),
		pgsql: overTcp('PostgreSQL', 5432),
		pop: overTcp('POP3', 110),
		quic: overUdp('QUIC', 443),
		redis: overTcp('Redis', 6379),
		rtsp: overTcp('RTSP', 554),
		sctp: {title: 'SCTP', instead: ['ip.proto == 132']},
		sip: overTcp('SIP', 5060, 'tcp contains "SIP/2.0"'),
		smb: overTcp('SMB', 445),
		smb2: overTcp('SMB2', 445),
		smtp: overTcp('SMTP', 25),
		snmp: overUdp('SNMP', 161),
		ssh: overTcp('SSH', 22, 'tcp contains "SSH-2.0"'),
		tds: overTcp('TDS', 1433),
		telnet: overTcp('Telnet', 23),
		udp: beside('UDP', 'udp'),
		websocket: overTcp('WebSocket', 80, 'tcp contains "Upgrade: websocket"'),
	} satisfies Readonly<Record<string, OtherProtocol>>),
);

/** The protocol that a field's name belongs to, if it is one that tcpwhy does not dissect. */
export function otherProtocol(name: string): OtherProtocol | undefined {
	return OTHER_PROTOCOLS.get(name.split('.', 1)[0]!.toLowerCase());
}
