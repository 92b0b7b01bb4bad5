import type {VerdictId} from './verdicts.ts';

/** How pressing endings are, the most first: the order in which people read of them. */
export const CATEGORIES = ['abnormal', 'unknown', 'info', 'normal'] as const;
export type Category = (typeof CATEGORIES)[number];

/** The stream table keeps the index. */
export const ENDED_BY = ['unknown', 'client', 'server', 'middlebox', 'network', 'nobody'] as const;
export type EndedBy = (typeof ENDED_BY)[number];

/** The stream table keeps the index. */
export const CONFIDENCES = ['possible', 'likely', 'certain'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

export interface Evidence {
	/** Row of the packet table. */
	readonly row: number;
	readonly text: string;
}

/** What is said of a stream's ending: the shape of the report's `ending` object, and of the verdict panel. */
export interface Diagnosis {
	/** Verdict id (verdicts.ts). */
	readonly verdict: VerdictId;
	readonly category: Category;
	readonly endedBy: EndedBy;
	readonly confidence: Confidence;
	/** One sentence: who ended it, normal or not, because. */
	readonly summary: string;
	/** One sentence; empty where there is nothing beyond the summary. */
	readonly rootCause: string;
	/** Ids of side facts. */
	readonly also: readonly string[];
	readonly evidence: readonly Evidence[];
	/** What the packets exclude. */
	readonly notTheCause: readonly string[];
	/** What could still make the verdict wrong, or what the capture cannot show. */
	readonly caveats?: readonly string[];
	readonly nextSteps: readonly string[];
	readonly references: readonly string[];
}
