import {relative} from 'node:path';
import type {TestEvent} from 'node:test/reporters';

interface Counts {
	passed: number;
	failed: number;
	skipped: number;
}

/**
 * Reports what a reader has to know: each file in a line, what failed with its cause, what was skipped and why, and the
 * sums.
 */
export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
	const files = new Map<string, Counts>();
	const failures: string[] = [];
	for await (const {type, data} of events) {
		if (type !== 'test:pass' && type !== 'test:fail') continue;
		const file = relative(process.cwd(), data.file ?? '');
		const counts = files.get(file) ?? {passed: 0, failed: 0, skipped: 0};
		files.set(file, counts);
		const isGroup = data.details.type === 'suite' || isWholeFile(data.name, file);
		if (data.skip !== undefined) {
			counts.skipped++;
			yield `skipped: ${data.name}${typeof data.skip === 'string' ? ` (${data.skip})` : ''}\n`;
		} else if (type === 'test:pass') counts.passed += isGroup ? 0 : 1;
		else {
			counts.failed++;
			failures.push(`FAILED ${file}: ${data.name}\n${indent(causeOf(data.details.error))}\n`);
			yield failures.at(-1)!;
		}
	}
	const sum: Counts = {passed: 0, failed: 0, skipped: 0};
	for (const [file, {passed, failed, skipped}] of [...files].sort()) {
		sum.passed += passed;
		sum.failed += failed;
		sum.skipped += skipped;
		yield `${failed > 0 ? 'FAIL' : '  ok'} ${file}: ${passed} passed${failed > 0 ? `, ${failed} failed` : ''}${skipped > 0 ? `, ${skipped} skipped` : ''}\n`;
	}
	if (failures.length > 0) yield `\n${failures.join('\n')}`;
	yield `\n${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped\n`;
}

/** Node reports a file that could not be run as a test with the file's name. */
function isWholeFile(name: string, file: string): boolean {
	return name === file || name.endsWith(`/${file}`);
}

function causeOf(error: Error): string {
	const cause = error.cause instanceof Error ? error.cause : error;
	return cause.stack ?? cause.message;
}

function indent(text: string): string {
	return text.replace(/^/gm, '  ');
}
