import {markdownReport} from '../../report/endings/markdown-report.ts';
import type {ReportSource} from '../../report/endings/report-model.ts';
import {textReport} from '../../report/endings/text-report.ts';
import {plural} from '../../report/format.ts';
import type {Session} from '../../session/session.ts';
import type {Effect} from '../screen.ts';

const REPORTS = {text: textReport, Markdown: markdownReport} as const;

/** Copies what `--report --stream N` prints: the capture, the stream, its verdict and what supports it, for a ticket. */
export function copyVerdict(session: Session, stream: number, as: keyof typeof REPORTS): readonly Effect[] {
	const source: ReportSource = {
		files: session.files,
		tables: session.tables,
		thresholds: session.thresholds,
		ending: at => session.ending(at) ?? session.diagnose(at),
		diagnose: at => session.diagnose(at),
	};
	const text = [...REPORTS[as](source, [stream])].join('');
	const lines = plural(text.trimEnd().split('\n').length, 'line');
	return [
		{type: 'copy', text},
		{
			type: 'message',
			message: {
				text: `sent to the terminal's clipboard: verdict as ${as}, ${lines}`,
				role: 'dim',
			},
		},
	];
}
