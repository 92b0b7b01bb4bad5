import {spawn, spawnSync} from 'node:child_process';
import {until} from './patience.ts';

/** Whether tcpdump may capture on the loopback interface here. */
export function canCapture(): Promise<boolean> {
	return new Promise(resolve => {
		const child = spawn('tcpdump', ['-i', 'lo', '-w', '/dev/null'], {stdio: ['ignore', 'ignore', 'pipe']});
		child.on('error', () => resolve(false));
		child.on('exit', () => resolve(false));
		child.stderr.on('data', data => {
			if (!String(data).includes('listening on')) return;
			resolve(true);
			child.kill();
		});
	});
}

/** Process number of the tcpdump that a process has started, once it has. */
export async function tcpdumpOf(pid: number): Promise<number> {
	let tcpdump: string | undefined;
	const isThere = () => {
		const {stdout} = spawnSync('ps', ['--ppid', String(pid), '-o', 'pid=,comm='], {encoding: 'utf8'});
		tcpdump = /(\d+) tcpdump$/m.exec(stdout)?.[1];
		return tcpdump !== undefined;
	};
	await until(isThere, () => 'tcpdump was not started');
	return Number(tcpdump);
}
