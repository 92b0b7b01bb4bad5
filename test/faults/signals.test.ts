import assert from 'node:assert/strict';
import test from 'node:test';
import {sample} from '../support/captures/samples.ts';
import {assertRestored, InShell, isRunning} from './in-shell.ts';

const MIXED = `$PROGRAM --mouse '${sample('mixed.pcap')}'`;

for (const [signal, status] of [
	['SIGINT', 130],
	['SIGTERM', 143],
	['SIGHUP', 129],
] as const)
	test(`${signal} gives the terminal back, and the shell sees what ended the program`, async () => {
		const shell = new InShell(MIXED);
		try {
			await shell.terminal.until('idle-client-reset');
			process.kill(shell.pid, signal);
			await shell.assertEnded(status);
		} finally {
			await shell.close();
		}
	});

test('leaving gives the terminal back, its mouse too', async () => {
	const shell = new InShell(MIXED);
	try {
		await shell.terminal.until('idle-client-reset');
		// It is asked for behind the first frame.
		await shell.terminal.until(() => shell.terminal.output.includes('\u{1B}[?1000h'));
		shell.terminal.send('Q');
		await shell.assertEnded(0);
	} finally {
		await shell.close();
	}
});

for (const [what, stop] of [
	['^Z', ({terminal}: InShell) => terminal.send('\u{1A}')],
	['SIGTSTP', ({pid}: InShell) => process.kill(-pid, 'SIGTSTP')],
] as const)
	test(`${what} gives the terminal to the shell, and fg takes it back`, async () => {
		const shell = new InShell(MIXED);
		const {terminal} = shell;
		try {
			await terminal.until('idle-client-reset');
			for (let turn = 0; turn < 2; turn++) {
				const running = terminal.output.length;
				stop(shell);
				await terminal.until(() => terminal.output.slice(running).includes('the job is stopped'));
				assertRestored(terminal);
				shell.assertLineSettings('meanwhile');
				terminal.resize(120 - turn, 30);
				const before = terminal.output.length;
				terminal.send('\r');
				await terminal.until('idle-client-reset');
				assert.equal(terminal.isAlternate, true);
				await terminal.until(() => terminal.output.slice(before).includes('\u{1B}[?1000h'));
				terminal.send('j');
				await terminal.until(`${turn + 2}/215`);
			}
			terminal.send('Q');
			await shell.assertEnded(0);
		} finally {
			await shell.close();
		}
	});

test('SIGTERM while it is stopped ends it once it goes on, and the terminal stays with the shell', async () => {
	const shell = new InShell(MIXED);
	const {terminal} = shell;
	try {
		await terminal.until('idle-client-reset');
		terminal.send('\u{1A}');
		await terminal.until('the job is stopped');
		process.kill(shell.pid, 'SIGTERM');
		terminal.send('\r');
		await shell.assertEnded(143);
	} finally {
		await shell.close();
	}
});

test('a program that was stopped without being asked (SIGSTOP) has its screen again when it goes on', async () => {
	const shell = new InShell(MIXED);
	const {terminal} = shell;
	try {
		await terminal.until('idle-client-reset');
		const before = terminal.output.length;
		process.kill(shell.pid, 'SIGSTOP');
		await terminal.until(() => terminal.output.slice(before).includes('\u{1B}[?1049h'));
		terminal.send('G');
		await terminal.until('215/215');
		terminal.send('Q');
		assert.equal(await shell.status(), 0);
		assertRestored(terminal);
	} finally {
		await shell.close();
	}
});

test('a terminal that goes away takes the program with it', async () => {
	const shell = new InShell(MIXED);
	try {
		await shell.terminal.until('idle-client-reset');
		const {pid} = shell;
		await shell.terminal.hangUp();
		await shell.terminal.until(() => !isRunning(pid));
	} finally {
		await shell.close();
	}
});
