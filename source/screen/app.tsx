import {Box, useInput, usePaste} from 'ink';
import {createElement, useSyncExternalStore} from 'react';
import {Lines} from './draw/lines.tsx';
import {footerLine} from './keys/footer-line.ts';
import {keyNames} from './keys/key-names.ts';
import type {ScreenStack, Size} from './screen-stack.ts';
import {definitionOf} from './screens.ts';

interface AppProps {
	readonly stack: ScreenStack;
	readonly size: Size;
}

/** Draws the screens of a stack and hands it the keys. */
export function App({stack, size}: AppProps) {
	const {appearance} = stack;
	useSyncExternalStore(stack.subscribe, stack.snapshot);
	useInput((input, key) => {
		if (key.eventType !== 'release') stack.press(keyNames(input, key));
	});
	usePaste(text => stack.paste(text));
	const footer = footerLine(stack.footer(), size.columns, appearance.drawing.ellipsis);
	return (
		<Box flexDirection="column" height={size.rows}>
			{stack
				.placed()
				.map(({state, facts}) => createElement(definitionOf(state).Component, {key: state.kind, state, facts}))}
			<Lines lines={[footer]} width={size.columns} appearance={appearance} />
		</Box>
	);
}
