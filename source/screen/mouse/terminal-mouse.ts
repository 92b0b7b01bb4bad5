import {KEEP_MOUSE, type MouseEvent, MouseReports, REPORT_MOUSE} from './mouse-events.ts';

/**
 * The mouse of the user's terminal. Ink drops its reports from the keys, as it does all control sequences that it
 * does not know; here they are read beside it.
 */
export class TerminalMouse {
	private readonly reports = new MouseReports();
	private readonly listen = (data: string | Uint8Array): void => {
		for (const event of this.reports.events(data.toString())) this.onEvent(event);
	};
	private isListening = false;
	private isReporting = false;

	constructor(
		private readonly input: NodeJS.ReadStream,
		private readonly output: NodeJS.WriteStream,
		/** What the user wants, whether or not the screen is shown now. */
		private wanted: boolean,
		private readonly onEvent: (event: MouseEvent) => void,
	) {}

	want(on: boolean): void {
		this.wanted = on;
		this.report(on);
	}

	/** The screen is shown: reports begin if they are wanted. */
	show(): void {
		if (!this.isListening) this.input.on('data', this.listen);
		this.isListening = true;
		this.report(this.wanted);
	}

	/** The screen goes away: the terminal has its mouse again. Safe at any time, also at the end of the process. */
	hide(): void {
		this.input.off('data', this.listen);
		this.isListening = false;
		this.report(false);
	}

	private report(on: boolean): void {
		if (on === this.isReporting) return;
		this.isReporting = on;
		this.output.write(on ? REPORT_MOUSE : KEEP_MOUSE);
	}
}
