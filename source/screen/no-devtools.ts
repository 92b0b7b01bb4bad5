/** Stands in for react-devtools-core in the bundle: Ink asks for it only where DEV is set. */
export default {
	initialize(): void {},
	connectToDevTools(): void {},
};
