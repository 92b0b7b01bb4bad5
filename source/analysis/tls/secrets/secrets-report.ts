import type {Problem} from '../../../capture/problem.ts';
import {CIPHER_SUITE_NAMES} from '../../../dissect/fields/names/cipher-suites.ts';
import type {RecordDecryptor} from './record-decryptor.ts';

/** Streams that a message names; the rest are counted. */
const NAMED = 5;

/** What could not be decrypted, and why: a message for each reason. */
export class SecretsReport {
	private readonly missing: number[] = [];
	private readonly wrong: number[] = [];
	private readonly broken: number[] = [];
	/** Frame from which on records of the first broken stream do not open. */
	private brokenFrom = 0;
	private readonly unsupported: number[] = [];
	private suite = 0;

	/**
	 * @param frameOf frame number of a row of the packet table
	 */
	add(decryptor: RecordDecryptor, frameOf: (row: number) => number): void {
		const {stream, unsupportedSuite} = decryptor;
		const keys = decryptor.keys.filter(each => each !== undefined);
		if (unsupportedSuite >= 0) {
			if (this.unsupported.length === 0) this.suite = unsupportedSuite;
			this.unsupported.push(stream);
		} else if (keys.length > 0 && keys.every(each => each.isWithoutSecrets)) this.missing.push(stream);
		else if (keys.some(each => each.failedRow >= 0)) {
			if (keys.every(each => each.opened === 0)) this.wrong.push(stream);
			else {
				const first = Math.min(...keys.filter(each => each.failedRow >= 0).map(each => each.failedRow));
				if (this.broken.length === 0) this.brokenFrom = frameOf(first);
				this.broken.push(stream);
			}
		}
	}

	/** @param saysMissing whether secrets were given for these streams in particular */
	problems(saysMissing: boolean): Problem[] {
		const found: string[] = [];
		if (saysMissing && this.missing.length > 0) found.push(`The key log has no secrets for ${listText(this.missing)}.`);
		if (this.wrong.length > 0)
			found.push(
				`Secrets for ${listText(this.wrong)} do not decrypt the records: they are wrong, or too many packets are missing.`,
			);
		if (this.broken.length > 0) {
			const from = this.broken.length === 1 ? ` from frame ${this.brokenFrom} on` : '';
			found.push(
				`Records of ${listText(this.broken)}${from} do not decrypt, though earlier ones do: bytes were altered, or too many are missing.`,
			);
		}
		if (this.unsupported.length > 0) {
			const name = CIPHER_SUITE_NAMES.get(this.suite) ?? `0x${this.suite.toString(16).padStart(4, '0')}`;
			found.push(`There are secrets for ${listText(this.unsupported)}, but ${name} is not decrypted there.`);
		}
		return found.map(message => ({kind: 'secrets', message}));
	}
}

/** `stream 3`, `streams 3, 5 and 7`, `streams 1, 2, 3, 4, 5 and 90 more`. */
function listText(streams: readonly number[]): string {
	if (streams.length === 1) return `stream ${streams[0]}`;
	const more = streams.length - NAMED;
	const named = more > 0 ? [...streams.slice(0, NAMED), `${more} more`] : streams;
	return `streams ${named.slice(0, -1).join(', ')} and ${named.at(-1)}`;
}
