import {VERDICTS} from '../../diagnosis/verdicts.ts';

/** What a verdict means; or, with none chosen, the list of all. */
export interface VerdictState {
	readonly kind: 'verdict';
	/** Id of the verdict that is explained; undefined for the list. */
	readonly verdict: string | undefined;
	/** Place of the cursor in the list. */
	readonly index: number;
	/** First line of the page in sight. */
	readonly top: number;
}

export function openVerdict(verdict: string): VerdictState {
	const index = Math.max(
		0,
		VERDICTS.findIndex(({id}) => id === verdict),
	);
	return {kind: 'verdict', verdict, index, top: 0};
}

export function openVerdictList(): VerdictState {
	return {kind: 'verdict', verdict: undefined, index: 0, top: 0};
}
