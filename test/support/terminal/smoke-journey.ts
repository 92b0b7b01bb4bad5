/** One full-screen journey with the Node that TCPWHY_NODE names; for the smoke test of continuous integration. */
import {explore, firstJourney} from './journey.ts';

const terminal = explore('mixed.pcap', {node: process.env['TCPWHY_NODE'] ?? process.execPath, columns: 120, rows: 40});
try {
	await firstJourney(terminal);
} finally {
	await terminal.close();
}
console.log('full-screen journey passed');
