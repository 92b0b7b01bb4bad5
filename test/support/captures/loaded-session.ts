import type {Diagnosis} from '../../../source/diagnosis/diagnosis.ts';
import type {PacketDetails} from '../../../source/dissect/field.ts';
import {DetailsReader} from '../../../source/session/details-reader.ts';
import {Judge} from '../../../source/session/judging.ts';
import {CaptureInput} from '../../../source/session/load/capture-input.ts';
import {loadCapture} from '../../../source/session/load/load-capture.ts';
import {FakeSession} from './fake-session.ts';

/** A session over a capture that was loaded in this thread; filters and orders are those of the fake. */
export class LoadedSession extends FakeSession {
	private readonly judge = new Judge(this.tables, this.thresholds);
	private readonly reader: DetailsReader;

	private constructor(input: CaptureInput) {
		super();
		this.reader = new DetailsReader(this.tables, input.bytes);
	}

	static async open(file: string): Promise<LoadedSession> {
		const input = new CaptureInput({files: [file]});
		const session = new LoadedSession(input);
		await loadCapture(await input.open(), session.tables, {spools: input.spools});
		return session;
	}

	override packetDetails(row: number): PacketDetails {
		return this.reader.details(row);
	}

	override diagnose(stream: number): Diagnosis {
		return this.judge.diagnose(stream, true);
	}

	override explain(): string | undefined {
		return undefined;
	}
}
