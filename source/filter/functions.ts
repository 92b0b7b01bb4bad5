/** The functions of the language (spec/display-filter.md 9); their names are lower case. */
export const FUNCTIONS = {
	len: {most: 1, description: 'length of a field in bytes'},
	count: {most: 1, description: 'how often a field occurs in the packet'},
	upper: {most: 1, description: 'a string field in upper case (ASCII letters)'},
	lower: {most: 1, description: 'a string field in lower case (ASCII letters)'},
	string: {most: 1, description: 'a number or an address as text'},
	max: {most: Number.POSITIVE_INFINITY, description: 'the largest value of its arguments'},
	min: {most: Number.POSITIVE_INFINITY, description: 'the smallest value of its arguments'},
	abs: {most: 1, description: 'the absolute value'},
} as const;
export type FunctionName = keyof typeof FUNCTIONS;

export function isFunction(name: string): name is FunctionName {
	return Object.hasOwn(FUNCTIONS, name);
}
