import {type CharacterSet, complement, ESCAPE_SETS, foldCase, POSIX_SETS, propertySet} from './character-set.ts';
import {PatternError, readCode, type Source} from './pattern-source.ts';

const POSIX = /\[:(\^?)([a-z]+):\]/y;
const PROPERTY = /([pP])(?:\{(\^?)([^}]*)\}|([A-Za-z]))/y;

/** Parses `[…]`, with the opening bracket read already. */
export class ClassParser {
	constructor(private readonly source: Source) {}

	parse(ignoreCase: boolean): CharacterSet {
		const {source} = this;
		const negated = source.text[source.position] === '^';
		if (negated) source.position++;
		const set = new Uint8Array(256);
		let first = true;
		while (first || source.text[source.position] !== ']') {
			if (source.position >= source.text.length) throw new PatternError('a [ without its ]');
			first = false;
			this.member(set);
		}
		source.position++;
		const folded = ignoreCase ? foldCase(set) : set;
		return negated ? complement(folded) : folded;
	}

	private member(set: CharacterSet): void {
		const {source} = this;
		if (source.text.startsWith('\\Q', source.position) || source.text.startsWith('\\E', source.position)) {
			this.quoted(set);
			return;
		}
		const low = this.item();
		if (typeof low !== 'number') {
			add(set, low);
			return;
		}
		const next = source.text[source.position + 1];
		if (source.text[source.position] !== '-' || next === ']' || next === undefined) {
			set[low] = 1;
			return;
		}
		source.position++;
		const high = this.item();
		if (typeof high !== 'number') {
			// PCRE2: a hyphen before a set is a hyphen.
			set[low] = 1;
			set[0x2d] = 1;
			add(set, high);
			return;
		}
		if (high < low) throw new PatternError('a range in [ ] is out of order');
		set.fill(1, low, high + 1);
	}

	private quoted(set: CharacterSet): void {
		const {source} = this;
		const literal = source.text[source.position + 1] === 'Q';
		source.position += 2;
		if (!literal) return;
		const close = source.text.indexOf('\\E', source.position);
		const end = close < 0 ? source.text.length : close;
		for (; source.position < end; source.position++) set[source.text.charCodeAt(source.position)] = 1;
		if (close >= 0) source.position += 2;
	}

	/** One character, or the set of an escape. */
	private item(): number | CharacterSet {
		const {source} = this;
		const {text} = source;
		POSIX.lastIndex = source.position;
		const posix = POSIX.exec(text);
		if (posix !== null) {
			const set = Object.hasOwn(POSIX_SETS, posix[2]!) ? POSIX_SETS[posix[2]!] : undefined;
			if (set === undefined) throw new PatternError(`there is no class [:${posix[2]}:]`);
			source.position += posix[0].length;
			return posix[1] === '^' ? complement(set) : set;
		}
		if (text[source.position] !== '\\') return text.charCodeAt(source.position++);
		source.position++;
		const letter = text[source.position];
		if (letter === undefined) throw new PatternError('a [ without its ]');
		if (letter === 'b') {
			source.position++;
			return 8;
		}
		if (/[dwshv]/i.test(letter)) {
			source.position++;
			const set = ESCAPE_SETS[letter.toLowerCase()]!;
			return letter === letter.toLowerCase() ? set : complement(set);
		}
		return this.property() ?? readCode(source);
	}

	private property(): CharacterSet | undefined {
		const {source} = this;
		PROPERTY.lastIndex = source.position;
		const found = PROPERTY.exec(source.text);
		if (found === null) return undefined;
		const [whole, letter, caret, long, short] = found;
		const set = propertySet(long ?? short!);
		if (set === undefined) throw new PatternError(`\\p{${long ?? short}} is not a known property`);
		source.position += whole.length;
		return (letter === 'P') !== (caret === '^') ? complement(set) : set;
	}
}

function add(set: CharacterSet, other: CharacterSet): void {
	for (let byte = 0; byte < 256; byte++) if (other[byte] === 1) set[byte] = 1;
}
