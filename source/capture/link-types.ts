/** `linkType` of what is numbered as a frame but comes from no interface. */
export const NO_LINK_TYPE = -1;

/** A link type: what the first header of a packet is. */
export interface LinkType {
	/** Name of the LINKTYPE_ number, without that prefix. */
	readonly name: string;
	/** Wireshark's number for it, frame.encap_type. */
	readonly encapType: number;
	readonly description: string;
}

/** [LINKTYPE_ number, name, frame.encap_type of Wireshark 4.0, description]. */
const ROWS: readonly (readonly [number, string, number, string])[] = [
	[0, 'NULL', 15, "BSD loopback: address family in the host's byte order"],
	[1, 'ETHERNET', 1, 'Ethernet'],
	[3, 'AX25', 148, 'AX.25 amateur radio'],
	[6, 'IEEE802_5', 2, 'Token Ring'],
	[7, 'ARCNET_BSD', 8, 'ARCNET, BSD header'],
	[8, 'SLIP', 3, 'Serial Line IP'],
	[9, 'PPP', 4, 'PPP'],
	[10, 'FDDI', 6, 'FDDI'],
	[12, 'RAW_DLT_12', 7, "Raw IP, by its number in most systems' libpcap"],
	[14, 'RAW_DLT_14', 7, "Raw IP, by its number in OpenBSD's libpcap"],
	[50, 'PPP_HDLC', 4, 'PPP in HDLC-like framing'],
	[51, 'PPP_ETHER', 139, 'PPP over Ethernet, session stage'],
	[99, 'SYMANTEC_FIREWALL', 61, 'Symantec Enterprise Firewall'],
	[100, 'ATM_RFC1483', 10, 'LLC/SNAP or routed packets over ATM'],
	[101, 'RAW', 7, 'Raw IPv4 or IPv6'],
	[104, 'C_HDLC', 28, 'Cisco HDLC'],
	[105, 'IEEE802_11', 20, '802.11 without a radio header'],
	[106, 'ATM_CLIP', 11, 'Classical IP over ATM, Linux'],
	[107, 'FRELAY', 26, 'Frame Relay'],
	[108, 'LOOP', 174, 'OpenBSD loopback: address family in network byte order'],
	[109, 'ENC', 38, 'OpenBSD IPsec interface (enc)'],
	[113, 'LINUX_SLL', 25, 'Linux "any" interface, cooked mode version 1'],
	[114, 'LTALK', 30, 'Apple LocalTalk'],
	[117, 'PFLOG', 39, 'OpenBSD packet filter log'],
	[119, 'IEEE802_11_PRISM', 21, '802.11 with a Prism header'],
	[122, 'IP_OVER_FC', 18, 'IP over Fibre Channel'],
	[123, 'SUNATM', 13, 'ATM with the SunATM header'],
	[127, 'IEEE802_11_RADIOTAP', 23, '802.11 with a radiotap header'],
	[128, 'TZSP', 37, 'Tazmen Sniffer Protocol'],
	[129, 'ARCNET_LINUX', 9, 'ARCNET, Linux header'],
	[130, 'JUNIPER_MLPPP', 81, 'Juniper multilink PPP'],
	[131, 'JUNIPER_MLFR', 82, 'Juniper multilink Frame Relay'],
	[133, 'JUNIPER_GGSN', 87, 'Juniper GGSN'],
	[135, 'JUNIPER_ATM2', 68, 'Juniper ATM, second version'],
	[136, 'JUNIPER_SERVICES', 151, 'Juniper services'],
	[137, 'JUNIPER_ATM1', 67, 'Juniper ATM, first version'],
	[138, 'APPLE_IP_OVER_IEEE1394', 62, 'IP over FireWire, Apple'],
	[143, 'DOCSIS', 33, 'Cable modem frames'],
	[147, 'USER0', 45, 'Private use 0'],
	[148, 'USER1', 46, 'Private use 1'],
	[149, 'USER2', 47, "Private use 2; Apple's PKTAP in older files"],
	[162, 'USER15', 60, 'Private use 15'],
	[163, 'IEEE802_11_AVS', 24, '802.11 with an AVS header'],
	[167, 'JUNIPER_PPPOE', 76, 'Juniper PPPoE'],
	[169, 'GPRS_LLC', 66, 'GPRS logical link control'],
	[178, 'JUNIPER_ETHER', 83, 'Juniper Ethernet'],
	[179, 'JUNIPER_PPP', 84, 'Juniper PPP'],
	[180, 'JUNIPER_FRELAY', 85, 'Juniper Frame Relay'],
	[181, 'JUNIPER_CHDLC', 86, 'Juniper Cisco HDLC'],
	[183, 'JUNIPER_VP', 91, 'Juniper voice'],
	[187, 'BLUETOOTH_HCI_H4', 41, 'Bluetooth HCI'],
	[189, 'USB_LINUX', 95, 'USB, Linux header'],
	[192, 'PPI', 97, 'Per-Packet Information header'],
	[195, 'IEEE802_15_4_WITHFCS', 104, '802.15.4 with its checksum'],
	[197, 'ERF', 98, 'Endace record format'],
	[200, 'JUNIPER_ST', 197, 'Juniper secure tunnel'],
	[201, 'BLUETOOTH_HCI_H4_WITH_PHDR', 99, 'Bluetooth HCI with direction'],
	[203, 'LAPD', 131, 'ISDN LAPD'],
	[204, 'PPP_WITH_DIR', 19, 'PPP with direction'],
	[220, 'USB_LINUX_MMAPPED', 115, 'USB, padded Linux header'],
	[224, 'FC_2', 121, 'Fibre Channel FC-2'],
	[226, 'IPNET', 124, 'Solaris IP observability'],
	[227, 'CAN_SOCKETCAN', 125, 'CAN bus'],
	[228, 'IPV4', 129, 'Raw IPv4'],
	[229, 'IPV6', 130, 'Raw IPv6'],
	[231, 'DBUS', 146, 'D-Bus messages'],
	[239, 'NFLOG', 141, 'Linux netfilter log'],
	[242, 'IPOIB', 180, 'IP over InfiniBand'],
	[248, 'SCTP', 149, 'SCTP packets'],
	[249, 'USBPCAP', 152, 'USB, Windows header'],
	[251, 'BLUETOOTH_LE_LL', 154, 'Bluetooth Low Energy'],
	[252, 'WIRESHARK_UPPER_PDU', 155, 'Protocol data exported by Wireshark'],
	[253, 'NETLINK', 158, 'Linux netlink messages'],
	[258, 'PKTAP', 171, 'Apple packet tap'],
	[266, 'USB_DARWIN', 182, 'USB, macOS header'],
	[271, 'VSOCK', 185, 'Linux virtual sockets'],
	[274, 'ETHERNET_MPACKET', 198, 'Preemptible Ethernet packets'],
	[276, 'LINUX_SLL2', 210, 'Linux "any" interface, cooked mode version 2'],
	[279, 'EBHSCR', 204, 'Elektrobit capture and replay'],
	[280, 'VPP_DISPATCH', 205, 'Vector Packet Processing trace'],
	[290, 'ETW', 212, 'Windows event trace'],
];

/** The usual link types by LINKTYPE_ number. */
export const LINK_TYPES: ReadonlyMap<number, LinkType> = new Map(
	ROWS.map(([number, name, encapType, description]) => [number, {name, encapType, description}]),
);

/** Name of a link type; `LINKTYPE_` and the number where it is not a usual one. */
export function linkTypeName(linkType: number): string {
	return LINK_TYPES.get(linkType)?.name ?? `LINKTYPE_${linkType}`;
}
