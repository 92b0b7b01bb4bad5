/** A terminal for tests: util-linux `script` gives the pseudo-terminal, @xterm/headless is the screen. */
import {type ChildProcess, execFileSync, spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {PATIENCE, until} from './patience.ts';

// The package is CommonJS whose names Node cannot see from an import.
const {Terminal: Emulator} = createRequire(import.meta.url)('@xterm/headless') as typeof import('@xterm/headless');

export interface TerminalOptions {
	readonly columns?: number;
	readonly rows?: number;
	readonly environment?: Readonly<Record<string, string>>;
}

export class TestTerminal {
	readonly screen: InstanceType<typeof Emulator>;
	/** Bytes that the program has written, and what they say: as far as they are on the screen. */
	written = 0;
	output = '';
	/** Its exit status, once all that it has written is on the screen. */
	readonly exited: Promise<number>;
	private readonly child: ChildProcess;
	private readonly folder = mkdtempSync(path.join(tmpdir(), 'terminal-'));

	/** Starts a shell command on a terminal of its own. */
	constructor(command: string, {columns = 100, rows = 30, environment = {}}: TerminalOptions = {}) {
		this.screen = new Emulator({cols: columns, rows, allowProposedApi: true});
		const tty = path.join(this.folder, 'tty');
		const line = `stty rows ${rows} cols ${columns}; tty > ${tty}; echo $$ > ${tty}.pid; exec ${command}`;
		// A continuous-integration machine is no reason to draw less.
		const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^CI(_|$)/.test(name)));
		// The history and bookmarks of whoever runs the tests are none of their business.
		const home = {XDG_STATE_HOME: this.folder, XDG_CONFIG_HOME: this.folder};
		const env = {...inherited, ...home, TERM: 'xterm-256color', LC_ALL: 'C.UTF-8', ...environment};
		const child = spawn('script', ['-qefc', line, '/dev/null'], {env, stdio: ['pipe', 'pipe', 'inherit']});
		this.child = child;
		const decoder = new TextDecoder();
		child.stdout.on('data', (data: Buffer) => {
			this.screen.write(data, () => {
				this.written += data.length;
				this.output += decoder.decode(data, {stream: true});
			});
		});
		// Answers to the queries of the program.
		this.screen.onData(data => child.stdin.write(data));
		this.exited = new Promise(resolve => child.on('close', code => this.screen.write('', () => resolve(code ?? -1))));
	}

	/** The rows of the screen, without blanks at their ends. */
	lines(): string[] {
		const {active} = this.screen.buffer;
		return Array.from(
			{length: this.screen.rows},
			(_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? '',
		);
	}

	/** What there is to read: the rows without blanks drawn at their ends, without empty rows below. */
	trimmedLines(): string[] {
		return this.lines()
			.map(line => line.trimEnd())
			.join('\n')
			.trimEnd()
			.split('\n');
	}

	get isAlternate(): boolean {
		return this.screen.buffer.active.type === 'alternate';
	}

	send(keys: string): void {
		this.child.stdin!.write(keys);
	}

	/** Waits for a screen; shows the one that is there if it does not come. */
	async until(wanted: string | RegExp | (() => boolean)): Promise<void> {
		await until(
			() => this.shows(wanted),
			() => `waited in vain for ${wanted}\n${this.lines().join('\n')}`,
		);
	}

	shows(wanted: string | RegExp | (() => boolean)): boolean {
		if (typeof wanted === 'function') return wanted();
		return this.lines().some(line => (typeof wanted === 'string' ? line.includes(wanted) : wanted.test(line)));
	}

	/** Waits for the next bytes of the program, at most so many milliseconds, without taking the processor from it. */
	async nextOutput(limit: number): Promise<void> {
		const output = this.child.stdout!;
		await once(output, 'data', {signal: AbortSignal.timeout(limit)}).catch(() => {});
	}

	/** Waits until the program has written nothing for a moment, though it had the processor. */
	async settled(): Promise<void> {
		const end = Date.now() + PATIENCE;
		for (let before = -1; before !== this.written || this.isBusy; await sleep(300)) {
			if (Date.now() > end) throw new Error('the screen does not come to rest');
			before = this.written;
		}
	}

	/** Whether a thread on the terminal runs, or would if the machine let it. */
	private get isBusy(): boolean {
		const {stdout} = spawnSync('ps', ['-L', '-t', this.tty, '-o', 'stat='], {encoding: 'utf8'});
		return /^[RD]/m.test(stdout);
	}

	/** Name of the pseudo-terminal's device. */
	private get tty(): string {
		return readFileSync(path.join(this.folder, 'tty'), 'utf8').trim();
	}

	resize(columns: number, rows: number): void {
		this.screen.resize(columns, rows);
		execFileSync('stty', ['-F', this.tty, 'cols', String(columns), 'rows', String(rows)]);
	}

	/** Process number of the program itself. */
	get pid(): number {
		return Number(readFileSync(path.join(this.folder, 'tty.pid'), 'utf8'));
	}

	signal(name: NodeJS.Signals): void {
		process.kill(this.pid, name);
	}

	/** Ends the program, wherever it is. */
	async leave(): Promise<void> {
		this.signal('SIGTERM');
		await this.exited;
		await this.close();
	}

	/** The terminal goes away, as when a connection breaks: the system tells whoever has it (SIGHUP). */
	async hangUp(): Promise<void> {
		this.child.kill('SIGKILL');
		await this.exited;
	}

	/** Ends the program if it still runs, and tidies up. */
	async close(): Promise<void> {
		this.child.kill();
		await this.exited;
		rmSync(this.folder, {recursive: true, force: true});
	}
}
