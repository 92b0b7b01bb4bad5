export const PANES = ['verdicts', 'findings', 'places'] as const;
export type PaneName = (typeof PANES)[number];

export interface EndingsState {
	readonly kind: 'endings';
	/** The pane that the keys go to. */
	readonly pane: PaneName;
	/** Where endings are: at their servers or at their clients. */
	readonly side: 'server' | 'client';
	/** Key of the selected row of each pane; the first row while there is none of that key. */
	readonly selected: Readonly<Record<PaneName, string>>;
}

export const ENDINGS: EndingsState = {
	kind: 'endings',
	pane: 'verdicts',
	side: 'server',
	selected: {verdicts: '', findings: '', places: ''},
};
