/**
 * An odd number to multiply with in a hash, another in each run: whoever makes a capture cannot know which of its keys
 * fall into one slot.
 */
export function randomFactor(): number {
	return Math.trunc(Math.random() * 2 ** 31) * 2 + 1;
}
