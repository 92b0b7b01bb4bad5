/** What a describer says of its layer beside the fields. */
export interface Described {
	/** Where the header ends, by its own length; it may lie behind what was captured. */
	readonly headerEnd: number;
	/** One line for the closed layer; made only when it is shown. */
	readonly summary: () => string;
}
