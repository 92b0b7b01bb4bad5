import {type ChildProcess, spawn, spawnSync} from 'node:child_process';
import {openSync, readFileSync} from 'node:fs';

export interface Measurement {
	readonly seconds: number;
	/** Highest resident memory of the process, in bytes; 0 where the system does not tell. */
	readonly memory: number;
}

/** Whether a command is installed. */
export function isInstalled(command: string): boolean {
	return spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
}

/** Runs a shell command with its output thrown away. Throws if it fails. */
export async function measure(command: string): Promise<Measurement> {
	const nowhere = openSync('/dev/null', 'w');
	const start = performance.now();
	const child = spawn('sh', ['-c', `exec ${command}`], {stdio: ['ignore', nowhere, 'ignore']});
	let memory = 0;
	const timer = setInterval(() => {
		memory = Math.max(memory, residentPeak(child));
	}, 10);
	const code = await new Promise(resolve => child.on('exit', resolve));
	clearInterval(timer);
	if (code !== 0) throw new Error(`${command} ended with ${code}`);
	return {seconds: (performance.now() - start) / 1000, memory};
}

function residentPeak(child: ChildProcess): number {
	try {
		const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
		return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
	} catch {
		return 0;
	}
}

/** The run with the median time of `runs`. */
export async function median(command: string, runs: number): Promise<Measurement> {
	const all: Measurement[] = [];
	for (let run = 0; run < runs; run++) all.push(await measure(command));
	all.sort((a, b) => a.seconds - b.seconds);
	return all[runs >> 1]!;
}
