import {ASCII, UNICODE} from '../../report/ladder/drawing.ts';
import {hasUnicode} from '../../report/locale.ts';
import {type Appearance, THEMES, type Theme} from './theme.ts';

export interface AppearanceOptions {
	/** Draw with ASCII even where the locale has more. */
	readonly ascii?: boolean;
	/** A key of THEMES; unknown names are refused before. */
	readonly theme?: string;
	readonly color: boolean;
	/** The user's own looks, over those of the theme. */
	readonly colors?: Theme;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Characters by the locale, colours by the terminal, unless the options say otherwise. */
export function chooseAppearance(options: AppearanceOptions, environment: Environment): Appearance {
	const ascii = options.ascii === true || !hasUnicode(environment);
	const colorless =
		!options.color ||
		(environment['NO_COLOR'] !== undefined && environment['NO_COLOR'] !== '') ||
		COLORLESS.test(environment['TERM'] ?? '');
	const theme = colorless ? 'none' : (options.theme ?? preferredTheme(environment));
	const looks = THEMES[theme] ?? THEMES['dark']!;
	const isPlain = theme === 'none' || options.colors === undefined;
	return {theme: isPlain ? looks : {...looks, ...options.colors}, drawing: ascii ? ASCII : UNICODE};
}

/** Terminals that draw in one colour, by their terminfo names. */
const COLORLESS = /^(?:dumb|vt\d+|.+-mono|.+-m)$/;

/**
 * The theme for a terminal that says what it is: the Linux console has eight colours; some set COLORFGBG to their
 * colours of text and background (`0;15`), of which 7 and 15 are light. COLORTERM promises more colours than the 16
 * that are used.
 */
function preferredTheme(environment: Environment): string {
	if (environment['TERM'] === 'linux') return '16';
	return /;(?:7|15)$/.test(environment['COLORFGBG'] ?? '') ? 'light' : 'dark';
}
