import {walkEthernet} from './link/ethernet.ts';
import {walkLlc} from './link/llc.ts';
import {
	walkAristaTime,
	walkBatman,
	walkHsr,
	walkMacsec,
	walkPppoeSession,
	walkProviderBackbone,
	walkTag,
	walkTrill,
	walkVlan,
	walkVnTag,
} from './link/tags.ts';
import {walkIpv4} from './network/ipv4.ts';
import {walkIpv6} from './network/ipv6.ts';
import {walkMpls} from './network/mpls.ts';
import {walkServiceHeader} from './network/nsh.ts';
import {Protocol} from './protocol.ts';
import type {Walk} from './walk.ts';

/** EtherType numbers (IEEE registration authority) of what is walked through. */
const enum EtherType {
	IPV4 = 0x0800,
	ARP = 0x0806,
	TRILL = 0x22f3,
	BATMAN = 0x4305,
	TRANSPARENT_BRIDGING = 0x6558,
	VLAN = 0x8100,
	IPV6 = 0x86dd,
	MPLS = 0x8847,
	MPLS_MULTICAST = 0x8848,
	PPPOE_SESSION = 0x8864,
	JUMBO_LLC = 0x8870,
	PROVIDER_VLAN = 0x88a8,
	MACSEC = 0x88e5,
	PROVIDER_BACKBONE = 0x88e7,
	CISCO_METADATA = 0x8909,
	VN_TAG = 0x8926,
	HSR = 0x892f,
	E_TAG = 0x893f,
	NSH = 0x894f,
	VLAN_OLD_9100 = 0x9100,
	ARISTA_TIME = 0xd28b,
	REDUNDANCY_TAG = 0xf1c1,
}

const MAX_DEPTH = 48;

/** What an EtherType says comes next, from `at` on. */
export function walkEtherType(walk: Walk, etherType: number, at: number, end: number): void {
	if (etherType === EtherType.IPV4) walkIpv4(walk, at, end);
	else walkOther(walk, etherType, at, end);
}

/** All but the commonest, which stands alone so that it is compiled into its callers. */
function walkOther(walk: Walk, etherType: number, at: number, end: number): void {
	if (++walk.depth > MAX_DEPTH) return;
	switch (etherType) {
		case EtherType.IPV6:
			walkIpv6(walk, at, end);
			break;
		case EtherType.VLAN:
		case EtherType.PROVIDER_VLAN:
		case EtherType.VLAN_OLD_9100:
			walkVlan(walk, at, end);
			break;
		case EtherType.MPLS:
		case EtherType.MPLS_MULTICAST:
			walkMpls(walk, at, end);
			break;
		case EtherType.PPPOE_SESSION:
			walkPppoeSession(walk, at, end);
			break;
		case EtherType.JUMBO_LLC:
			walkLlc(walk, at, end);
			break;
		case EtherType.TRANSPARENT_BRIDGING:
			walkEthernet(walk, at, end);
			break;
		case EtherType.PROVIDER_BACKBONE:
			walkProviderBackbone(walk, at, end);
			break;
		case EtherType.VN_TAG:
			walkVnTag(walk, at, end);
			break;
		case EtherType.E_TAG:
			walkTag(walk, Protocol.etag, at, end, 6);
			break;
		case EtherType.CISCO_METADATA:
			walkTag(walk, Protocol.cmd, at, end, 6);
			break;
		case EtherType.REDUNDANCY_TAG:
			walkTag(walk, Protocol.ieee8021cb, at, end, 4);
			break;
		case EtherType.HSR:
			walkHsr(walk, at, end);
			break;
		case EtherType.MACSEC:
			walkMacsec(walk, at, end);
			break;
		case EtherType.ARISTA_TIME:
			walkAristaTime(walk, at, end);
			break;
		case EtherType.BATMAN:
			walkBatman(walk, at, end);
			break;
		case EtherType.NSH:
			walkServiceHeader(walk, at, end);
			break;
		case EtherType.TRILL:
			walkTrill(walk, at, end);
			break;
		case EtherType.ARP:
			walk.layer(Protocol.arp, at, end);
			break;
		default:
			walk.layer(Protocol.other, at, end);
	}
}
