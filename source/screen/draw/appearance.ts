import {ASCII, UNICODE} from '../../report/ladder/drawing.ts';
import {hasUnicode} from '../../report/locale.ts';
import {type Appearance, THEMES} from './theme.ts';

export interface AppearanceOptions {
	/** Draw with ASCII even where the locale has more. */
	readonly ascii?: boolean;
	/** A key of THEMES; unknown names are refused before. */
	readonly theme?: string;
	readonly color: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Characters by the locale, colours by the terminal, unless the options say otherwise. */
export function chooseAppearance(options: AppearanceOptions, environment: Environment): Appearance {
	const ascii = options.ascii === true || !hasUnicode(environment);
	const colorless =
		!options.color ||
		(environment['NO_COLOR'] !== undefined && environment['NO_COLOR'] !== '') ||
		environment['TERM'] === 'dumb';
	const preferred = environment['TERM'] === 'linux' ? '16' : 'dark';
	const theme = colorless ? 'none' : (options.theme ?? preferred);
	return {theme: THEMES[theme] ?? THEMES['dark']!, drawing: ascii ? ASCII : UNICODE};
}
