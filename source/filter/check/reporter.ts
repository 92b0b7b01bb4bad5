import type {FieldDefinition} from '../../dissect/field.ts';
import {otherProtocol} from '../mistakes/other-protocols.ts';
import {nearestNames} from '../mistakes/suggestions.ts';
import {MAX_PROBLEMS, type Problem, type ProblemClass, type Span, type Warning, type WarningKind} from '../problems.ts';
import {type FieldRegistry, findField} from '../registry.ts';
import type {LiteralNode, OperandNode} from '../syntax/syntax-tree.ts';

/** Collects what the checker finds, and words what several checks say alike. */
export class Reporter {
	readonly problems: Problem[] = [];
	readonly warnings: Warning[] = [];

	constructor(
		private readonly text: string,
		readonly registry: FieldRegistry,
	) {}

	problem(id: ProblemClass, at: Span, message: string, more: Partial<Problem> = {}): undefined {
		if (this.problems.length < MAX_PROBLEMS) this.problems.push({id, from: at.from, to: at.to, message, ...more});
		return undefined;
	}

	warning(kind: WarningKind, at: Span, message: string, suggestion?: string): void {
		if (this.warnings.length >= MAX_PROBLEMS) return;
		if (this.warnings.some(({from, message: other}) => from === at.from && message === other)) return;
		const {from, to} = at;
		this.warnings.push({kind, from, to, message, ...(suggestion === undefined ? {} : {suggestion})});
	}

	/** An operand that has to be something else; a slice has no place in Wireshark. */
	operand(id: ProblemClass, node: OperandNode, message: string, more: Partial<Problem> = {}): undefined {
		return this.problem(id, node.own, message, {...more, ...(node.kind === 'slice' ? {unplaced: true} : {})});
	}

	/** A literal where only a field can stand. */
	noField(id: ProblemClass, literal: LiteralNode, expected: string, suggestion?: string): undefined {
		if (this.problems.length >= MAX_PROBLEMS) return undefined;
		const name = this.unknownName(literal, true);
		if (name !== undefined) return this.problem(id, literal.own, name.message, name);
		const more = suggestion === undefined ? {} : {suggestion};
		return this.problem(id, literal.own, expected, more);
	}

	/**
	 * What to say of an unquoted word that is probably a misspelt field: it starts with a letter, and contains a dot or
	 * stands where only a field can.
	 */
	unknownName(
		literal: LiteralNode,
		fieldOnly: boolean,
	): {readonly message: string; readonly suggestion?: string; readonly incomplete?: boolean} | undefined {
		const {text, form} = literal;
		if (form !== 'word' || !/^[A-Za-z_]/.test(text) || !(fieldOnly || /[A-Za-z]\./.test(text))) return undefined;
		const incomplete =
			literal.to === this.text.length && this.registry.allFields.some(({name}) => name.startsWith(text));
		const other = incomplete ? undefined : otherProtocol(text);
		if (other !== undefined) {
			const message = `tcpwhy has no ${other.title} fields; try ${other.instead.join(' or ')}`;
			return {message, ...(text.includes('.') ? {} : {suggestion: other.instead[0]!})};
		}
		const minus = /^([\w.]+)-(.+)$/.exec(text);
		const joined = minus !== null && findField(this.registry, minus[1]!) !== undefined;
		const offers = joined ? [`${minus[1]} - ${minus[2]}`] : nearestNames(text, this.registry);
		const message = joined
			? `${text} is one word; write blanks around a minus`
			: `no field is called ${text}${offers.length > 0 ? `; did you mean ${offers.join(' or ')}?` : ''}`;
		return {
			message,
			...(offers.length > 0 ? {suggestion: offers[0]!} : {}),
			...(incomplete ? {incomplete} : {}),
		};
	}

	/** A field by the name that the parser took for one, with the warnings that the name deserves. */
	field(name: string, at: Span): FieldDefinition | undefined {
		const found = findField(this.registry, name);
		if (found === undefined) return undefined;
		const {definition, deprecated} = found;
		if (deprecated) this.warning('deprecated', at, `${name} is an old name of ${definition.name}`, definition.name);
		if (definition.dissected === false)
			this.warning(
				'not-dissected',
				at,
				`Wireshark knows ${definition.name}, tcpwhy does not dissect it: it never occurs`,
			);
		return definition;
	}
}
