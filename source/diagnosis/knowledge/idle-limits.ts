import {spanText} from '../words/amounts.ts';

/** Who usually hangs up after a time of silence: defaults, in seconds. A hint, never proof (spec/diagnoses.md D.5). */
export const IDLE_LIMITS: readonly {readonly seconds: number; readonly suspects: string}[] = [
	{seconds: 2, suspects: 'gunicorn keep-alive'},
	{seconds: 5, suspects: 'Node.js or uvicorn keep-alive, Apache KeepAliveTimeout'},
	{seconds: 10, suspects: 'TLS or request header limits (IIS, Go services), MySQL connect_timeout'},
	{seconds: 15, suspects: 'Tomcat or PHP-FPM front ends'},
	{seconds: 20, suspects: 'Tomcat connectionTimeout'},
	{seconds: 30, suspects: 'HAProxy or Envoy examples, Jetty, Cloud NAT transitory limit'},
	{seconds: 50, suspects: 'HAProxy sample configuration'},
	{seconds: 60, suspects: 'nginx proxy or upstream limits, AWS ALB or CLB, PostgreSQL authentication, Linux FIN_WAIT2'},
	{seconds: 75, suspects: 'nginx keepalive_timeout'},
	{seconds: 120, suspects: 'IIS connection limit, sshd LoginGraceTime, Go http.Server examples'},
	{seconds: 240, suspects: 'Azure Load Balancer or NAT gateway'},
	{seconds: 300, suspects: 'F5 BIG-IP TCP profile, Envoy stream idle limit'},
	{seconds: 350, suspects: 'AWS NLB, NAT gateway or Gateway Load Balancer'},
	{seconds: 600, suspects: 'Google Cloud firewall connection tracking'},
	{seconds: 900, suspects: 'Linux IPVS, Docker Swarm ingress'},
	{seconds: 1200, suspects: 'Google Cloud NAT'},
	{seconds: 1800, suspects: 'Juniper SRX'},
	{seconds: 3600, suspects: 'Cisco ASA, Palo Alto, Fortinet or Check Point sessions, Envoy HTTP idle limit'},
	{seconds: 7200, suspects: 'Linux default keep-alive time'},
	{seconds: 7440, suspects: 'the least that RFC 5382 allows a NAT'},
	{seconds: 28_800, suspects: 'MySQL wait_timeout'},
	{seconds: 432_000, suspects: 'Linux connection tracking'},
];

/** The known limit that a quiet time fits: within a second or two, or two percent. */
export function idleLimit(nanoseconds: number): (typeof IDLE_LIMITS)[number] | undefined {
	const seconds = nanoseconds / 1e9;
	let best: (typeof IDLE_LIMITS)[number] | undefined;
	for (const limit of IDLE_LIMITS) {
		const distance = Math.abs(seconds - limit.seconds);
		const tolerance =
			limit.seconds < 10 ? limit.seconds * 0.15 : limit.seconds < 50 ? 1 : Math.max(2.5, limit.seconds * 0.02);
		if (distance <= tolerance && (best === undefined || distance < Math.abs(seconds - best.seconds))) best = limit;
	}
	return best;
}

/** A sentence about the quiet time, as items for a list of next steps; empty when no known limit fits. */
export function idleHint(nanoseconds: number): readonly string[] {
	const limit = idleLimit(nanoseconds);
	if (limit === undefined) return [];
	return [
		`${spanText(nanoseconds)} without payload is close to a known default of ${spanText(limit.seconds * 1e9)}: ${limit.suspects}`,
	];
}
