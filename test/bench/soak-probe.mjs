/** Loaded before the program (`node --import`): writes each second what it holds open to the file that SOAK_PROBE names. */
import {writeFileSync} from 'node:fs';
import process from 'node:process';
import {isMainThread} from 'node:worker_threads';

if (isMainThread)
	setInterval(() => {
		const listeners = [process, process.stdin, process.stdout].reduce(
			(sum, emitter) => sum + emitter.eventNames().reduce((each, name) => each + emitter.listenerCount(name), 0),
			0,
		);
		const resources = process.getActiveResourcesInfo();
		const timers = resources.filter(name => name === 'Timeout').length;
		const {heapUsed} = process.memoryUsage();
		writeFileSync(process.env.SOAK_PROBE, JSON.stringify({listeners, timers, resources: resources.length, heapUsed}));
	}, 1000).unref();
