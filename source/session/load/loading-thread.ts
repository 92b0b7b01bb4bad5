import {Worker} from 'node:worker_threads';
import type {SpoolParts} from '../../capture/spool.ts';
import {DEFAULT_OPTIONS, type DiagnosisOptions} from '../../diagnosis/context.ts';
import {internalError} from '../../report/internal-error.ts';
import type {FromWorker, ToWorker, WorkerInput} from '../messages.ts';
import {type CaptureRequest, spoolParts} from './capture-request.ts';

/** What the loading thread says, and its end before its time. */
export type FromLoadingThread = FromWorker | {readonly type: 'stopped'; readonly message: string};

/**
 * The thread that loads a capture. It imports little, so that it can be started before all else is: what it says until
 * somebody listens is kept.
 */
export class LoadingThread {
	/** What it shares of the bytes that cannot be read again by offset. */
	readonly spools: readonly SpoolParts[];
	private readonly worker: Worker;
	private readonly kept: FromLoadingThread[] = [];
	private receive = (message: FromLoadingThread): void => void this.kept.push(message);

	/** @param workerUrl where the built worker.js is */
	constructor(
		readonly request: CaptureRequest,
		workerUrl: URL,
		readonly thresholds: DiagnosisOptions = DEFAULT_OPTIONS,
	) {
		this.spools = spoolParts(request);
		const workerData: WorkerInput = {request, spools: this.spools, thresholds};
		this.worker = new Worker(workerUrl, {workerData, trackUnmanagedFds: false});
		this.worker.on('message', (message: FromWorker) => this.receive(message));
		this.worker.on('error', error => this.stopped(`The loading thread stopped: ${internalError(error)}`));
		this.worker.on('exit', () => this.stopped('The loading thread stopped.'));
	}

	/** Hands all messages over, those that have come before first. */
	listen(receive: (message: FromLoadingThread) => void): void {
		this.receive = receive;
		for (const message of this.kept.splice(0)) receive(message);
	}

	post(message: ToWorker): void {
		this.worker.postMessage(message);
	}

	end(): void {
		this.receive = () => {};
		void this.worker.terminate();
	}

	private stopped(message: string): void {
		this.receive({type: 'stopped', message});
	}
}
