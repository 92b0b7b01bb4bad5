import {spawn} from 'node:child_process';

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
