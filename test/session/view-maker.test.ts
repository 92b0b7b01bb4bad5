import assert from 'node:assert/strict';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';
import {DEFAULT_OPTIONS} from '../../source/diagnosis/context.ts';
import {load} from '../support/captures/loaded-capture.ts';
import {sample} from '../support/captures/samples.ts';
import {scratchFolder} from '../support/scratch-folder.ts';

const home = scratchFolder();
mkdirSync(join(home, 'tcpwhy'));
writeFileSync(join(home, 'tcpwhy', 'dfilter_macros'), '"idle","conn.verdict == \\"idle-client-reset\\""\n');
// The user's macros are read when the filters are.
process.env['XDG_CONFIG_HOME'] = home;
const {CaptureBytes} = await import('../../source/capture/capture-set.ts');
const {endingRank, judgeWhole} = await import('../../source/session/judging.ts');
const {ViewMaker} = await import('../../source/session/view/view-maker.ts');

for (const filter of ['conn.verdict == "idle-client-reset"', `\${idle}`]) {
	test(`what a filter found before the streams were judged is found anew: ${filter}`, async () => {
		const files = [sample('never-speaks.pcap')];
		const {tables} = await load(files[0]!);
		const bytes = new CaptureBytes(files, []);
		const view = new ViewMaker(tables, bytes, endingRank);
		const found = () => {
			while (!view.advance(1000));
			return [...view.answer(true)!.order];
		};
		try {
			view.request({generation: 1, filter, column: 'stream', descending: false, grouping: 'none'});
			assert.deepEqual(found(), []);
			judgeWhole(tables, DEFAULT_OPTIONS);
			view.refresh();
			assert.deepEqual(found(), [0]);
		} finally {
			bytes.close();
		}
	});
}
