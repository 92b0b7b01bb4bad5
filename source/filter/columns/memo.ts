const enum Known {
	NOT_YET,
	FAILS,
	FITS,
}

/** A test of table rows (addresses, streams) that runs once for each, however many packets ask. */
export class Memo {
	private answers = new Uint8Array(1024);

	constructor(private readonly fits: (row: number) => boolean) {}

	test(row: number): boolean {
		const known = row < this.answers.length ? this.answers[row]! : Known.NOT_YET;
		return known === Known.NOT_YET ? this.learn(row) : known === Known.FITS;
	}

	/** The rows may have changed: test each again. */
	forget(): void {
		this.answers.fill(Known.NOT_YET);
	}

	private learn(row: number): boolean {
		if (row >= this.answers.length) {
			const grown = new Uint8Array(Math.max(row + 1, this.answers.length * 2));
			grown.set(this.answers);
			this.answers = grown;
		}
		const fits = this.fits(row);
		this.answers[row] = fits ? Known.FITS : Known.FAILS;
		return fits;
	}
}
