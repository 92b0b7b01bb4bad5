/** The value of a key, made and kept when it is asked for the first time. */
export function remember<Key, Value>(
	known: {get(key: Key): Value | undefined; set(key: Key, value: Value): unknown},
	key: Key,
	make: () => Value,
): Value {
	let value = known.get(key);
	if (value === undefined) {
		value = make();
		known.set(key, value);
	}
	return value;
}
