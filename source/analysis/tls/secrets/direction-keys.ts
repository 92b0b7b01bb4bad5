import type {RecordProtection} from './record-protection.ts';

/** Makes the protection of the n-th set of keys, from 0; undefined where the secrets for it are not known. */
export type MakeProtection = (epoch: number) => RecordProtection | undefined;

/** Sequence numbers that are tried for a record that does not open with its own: records before it may be lost. */
const WINDOW = 64;
/** Wrong secrets fail at once: as long as nothing has opened, little is tried. */
const FIRST_WINDOW = 8;
/** Tries beyond the expected sequence number, while nothing has opened, and after each record that has. */
const FIRST_TRIES = 64;
const TRIES = 1024;

/**
 * The records of one direction under keys that follow one another: their sequence numbers are not in the records. Where
 * records were lost, later numbers and the next keys are tried, within bounds; the authentication code says what fits.
 */
export class DirectionKeys {
	/** Records opened; row of the first that was not, behind the last that was, or -1. */
	opened = 0;
	failedRow = -1;
	/** Keys were wanted and not known. */
	isWithoutSecrets = false;
	/** Number of the set of keys in use. */
	epoch = 0;
	private sequence = 0;
	private tries = FIRST_TRIES;
	private readonly protections: (RecordProtection | undefined)[] = [];

	/**
	 * @param hasStrangers records under other keys may come first, which are passed over (early data, RFC 8446 4.2.10)
	 */
	constructor(
		private readonly make: MakeProtection,
		private readonly hasStrangers: boolean,
	) {}

	/** The next record comes under the next keys. */
	advance(): void {
		this.protections[this.epoch] = undefined;
		this.epoch++;
		this.sequence = 0;
	}

	/** The content of the next record; undefined if it cannot be opened. */
	open(header: Uint8Array, body: Uint8Array, row: number): Uint8Array | undefined {
		if (this.tries <= 0) return undefined;
		const protection = this.protection(this.epoch);
		this.isWithoutSecrets = protection === undefined && this.protection(this.epoch + 1) === undefined;
		if (this.isWithoutSecrets) return undefined;
		const content = protection?.open(this.sequence, header, body) ?? this.search(header, body);
		this.protection(this.epoch)?.pass(this.sequence, header, body);
		if (content === undefined) {
			if (this.failedRow < 0) this.failedRow = row;
			if (!this.hasStrangers || this.opened > 0) this.sequence++;
			return undefined;
		}
		this.sequence++;
		this.opened++;
		this.failedRow = -1;
		this.tries = TRIES;
		return content;
	}

	/** The next record passes unopened. */
	pass(header: Uint8Array, body: Uint8Array): void {
		if (this.isWithoutSecrets) return;
		this.protection(this.epoch)?.pass(this.sequence, header, body);
		this.sequence++;
	}

	/** Tries numbers behind the expected one, and the next keys; leaves `epoch` and `sequence` at what fits. */
	private search(header: Uint8Array, body: Uint8Array): Uint8Array | undefined {
		const window = this.opened > 0 ? WINDOW : this.hasStrangers ? 1 : FIRST_WINDOW;
		for (let epoch = this.epoch; epoch <= this.epoch + 1; epoch++) {
			const protection = this.protection(epoch);
			if (protection === undefined) continue;
			const first = epoch === this.epoch ? this.sequence + 1 : 0;
			for (let sequence = first; sequence < first + window; sequence++) {
				if (this.tries-- <= 0) return undefined;
				const content = protection.open(sequence, header, body);
				if (content === undefined) continue;
				this.epoch = epoch;
				this.sequence = sequence;
				return content;
			}
		}
		return undefined;
	}

	private protection(epoch: number): RecordProtection | undefined {
		this.protections[epoch] ??= this.make(epoch);
		return this.protections[epoch];
	}
}
