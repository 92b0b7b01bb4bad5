/**
 * The loading thread: reads the capture into shared tables, judges the streams, and answers the screen's requests for
 * filtered and sorted lists. It works in slices, so that a new request is seen within some tens of milliseconds.
 */
import {setImmediate as nextTurn} from 'node:timers/promises';
import {parentPort, workerData} from 'node:worker_threads';
import {CaptureTables} from '../analysis/tables/capture-tables.ts';
import {TablesSender} from '../analysis/tables/tables-delta.ts';
import type {CaptureReader} from '../capture/capture-reader.ts';
import {CaptureError} from '../capture/problem.ts';
import {summarizeEndings} from '../diagnosis/endings/endings-summary.ts';
import {EarlyJudge, endingRank, judgeWhole} from './judging.ts';
import {CaptureInput} from './load/capture-input.ts';
import {loadCapture} from './load/load-capture.ts';
import type {FromWorker, ToWorker, WorkerInput} from './messages.ts';
import type {Progress} from './session.ts';
import {ViewMaker} from './view/view-maker.ts';

/** Milliseconds between two messages about progress, and between two answers for a list that follows the load. */
const PROGRESS_INTERVAL = 50;
const VIEW_INTERVAL = 250;
const SLICE = 20;

const port = parentPort!;
const {request, spools, thresholds} = workerData as WorkerInput;
const input = new CaptureInput(request, spools);
const tables = new CaptureTables();
const sender = new TablesSender(tables);
const earlyJudge = new EarlyJudge(tables, thresholds);
const started = performance.now();
const view = new ViewMaker(tables, input.bytes, endingRank);

let bytesRead = 0;
let bytesTotal = 0;
let lastProgress = 0;
/** Files that were found lost and are told of. */
let losses = 0;
let lastView = 0;
/** Milliseconds that the last answer took to sort and group: a great many streams must not hold up the load. */
let viewTime = 0;
let opened: CaptureReader | undefined;
let pauseClock: NodeJS.Timeout | undefined;
let working = false;
let phase: Progress['phase'] = 'loading';
/** Why the load failed. */
let failure: string | undefined;
/** Tells of what came last, when nothing follows it that would. */
let belated: NodeJS.Timeout | undefined;

function post(message: FromWorker): void {
	port.postMessage(message);
}

function postProgress(): void {
	lastProgress = performance.now();
	if (phase === 'loading') earlyJudge.judgeSome();
	const progress: Progress = {
		phase,
		bytesRead,
		bytesTotal,
		packets: tables.packets.length - tables.packets.extraRows.length,
		tcpPackets: tables.tcpPackets,
		elapsedMilliseconds: lastProgress - started,
		...(input.hold.isOn ? {waiting: waiting()} : {}),
		...(input.message === undefined ? {} : {note: input.message}),
		...(failure === undefined ? {} : {message: failure}),
	};
	post({type: 'progress', progress, delta: sender.take()});
}

/** Nothing more comes, whether all was read or not. */
function endLoad(ended: 'done' | 'failed'): void {
	phase = ended;
	clearTimeout(belated);
	clearInterval(pauseClock);
	postProgress();
}

/** Between two pieces of the load: tells the screen how far it is, and lets requests in. */
async function onSlice(reader: CaptureReader): Promise<void> {
	bytesRead = reader.bytesRead;
	bytesTotal = reader.bytesTotal;
	const now = performance.now();
	if (now - lastProgress > PROGRESS_INTERVAL) postProgress();
	if (now - lastView > Math.max(VIEW_INTERVAL, 3 * viewTime)) await makeView(false);
	belated ??= setTimeout(catchUp, VIEW_INTERVAL);
}

/** A pipe may be silent for long: what came before is shown without waiting for more. */
function catchUp(): void {
	belated = undefined;
	if (phase !== 'loading') return;
	postProgress();
	void makeView(false);
}

/** Halts the load, or lets it go on; while it is halted, the screen is told how much waits. */
function pause(paused: boolean): void {
	clearInterval(pauseClock);
	if (paused) input.hold.begin();
	else input.hold.end();
	if (phase !== 'loading') return;
	postProgress();
	if (paused) pauseClock = setInterval(postProgress, VIEW_INTERVAL);
}

/** Bytes that were read and not looked at yet, or have come and wait to be read. */
function waiting(): number {
	return (opened?.bytesRead ?? 0) - bytesRead + input.hold.waiting;
}

/** Works on the requested list until it is made or some time has passed, and sends it as far as it is. */
async function makeView(loaded: boolean): Promise<void> {
	if (working || !view.isWanted) return;
	working = true;
	const begun = performance.now();
	while (!view.advance(SLICE)) {
		await nextTurn();
		if (performance.now() - begun > VIEW_INTERVAL) break;
	}
	working = false;
	lastView = performance.now();
	const answer = view.answer(loaded);
	viewTime = performance.now() - lastView;
	if (answer !== undefined) post({type: 'view', answer});
	takeLosses();
}

/** A filter that needs packets' bytes may find that their file is gone. */
function takeLosses(): void {
	const news = input.bytes.problems.slice(losses);
	if (news.length === 0) return;
	losses += news.length;
	tables.problems.push(...news);
	postProgress();
}

function answerEndings(): void {
	const begun = performance.now();
	const loaded = phase !== 'loading';
	const {streams, filter, complete} = view.counted(loaded);
	const summary = summarizeEndings(tables, streams, loaded);
	post({type: 'endings', answer: {summary, filter, complete, took: performance.now() - begun}});
}

port.on('message', (message: ToWorker) => {
	if (message.type === 'endings') {
		answerEndings();
		return;
	}
	if (message.type === 'pause') {
		pause(message.paused);
		return;
	}
	view.request(message.request);
	lastView = 0;
	if (phase === 'loading') void makeView(false);
	else void answerAll();
});

/** After the load: answers until the newest request is answered in full. */
async function answerAll(): Promise<void> {
	while (!working && view.isWanted && !view.isComplete) await makeView(true);
}

// tcpdump's messages come without packets, too.
if (request.live !== undefined) setInterval(catchUp, 2 * VIEW_INTERVAL).unref();

try {
	const keyLogFile = input.openKeyLog();
	opened = await input.open(pid => post({type: 'child', pid}));
	await loadCapture(opened, tables, {
		spools: input.spools,
		keyLogFile,
		onFill: () => input.hold.pass(),
		onSlice,
	});
	const drops = await input.losses();
	if (drops !== undefined) tables.problems.push(drops);
	judgeWhole(tables, thresholds);
	endLoad('done');
} catch (error) {
	if (!(error instanceof CaptureError)) throw error;
	failure = error.message;
	endLoad('failed');
}
view.refresh();
await answerAll();
