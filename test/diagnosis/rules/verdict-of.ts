import assert from 'node:assert/strict';
import type {Diagnosis} from '../../../source/diagnosis/diagnosis.ts';
import type {Frame} from '../../support/frames/capture-builder.ts';
import {conversation, type Line} from '../conversation.ts';
import {judge} from '../support.ts';

/** Packets of another connection, so that the capture goes on for so many seconds. */
export function later(seconds: number): readonly Frame[] {
	return seconds === 0 ? [] : conversation([[seconds, 'c', 'S']], {client: '10.9.0.1:50000', server: '10.9.0.9:9'});
}

/** What is said of a conversation in a capture that lasts until then. */
export async function verdictOf(lines: readonly Line[], until = 0): Promise<Diagnosis> {
	return (await judge([...conversation(lines), ...later(until)])).diagnoses[0]!;
}

export function says(found: Diagnosis, verdict: string, endedBy: string): void {
	assert.equal(`${found.verdict} ${found.endedBy}`, `${verdict} ${endedBy}`);
}
