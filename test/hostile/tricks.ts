/** What text of a packet could try on a terminal, or on the reader; each has its name at the end, to be found again. */
export const TRICKS: readonly string[] = [
	'\u{1B}]0;owned\u{7}title',
	'\u{1B}]52;c;cm0gLXJm\u{7}clipboard',
	'\u{1B}]8;;https://evil.example\u{1B}\\link',
	'\u{1B}[2J\u{1B}[Hclear',
	'\u{1B}[?1049lleave',
	'\u{1B}[6n\u{1B}[cquery',
	'\u{1B}P$q"p\u{1B}\\dcs',
	'\u{1B}cfull-reset',
	'\u{1B}(0charset\u{E}',
	'\u{9B}31mc1-csi',
	'\u{9D}0;x\u{9C}c1-osc',
	'\u{90}q\u{9C}c1-dcs',
	'a\rback\b\b\b\u{7F}over',
	'two\nlines\u{B}\u{C}\u{85}\u{2028}\u{2029}here',
	'\u{202E}gpj.exe\u{202C}',
	'\u{2066}isolate\u{2069}\u{200F}\u{61C}',
	'zero\u{200B}\u{200C}\u{200D}\u{2060}\u{FEFF}width',
	'tags\u{E0041}\u{E0042}\u{E007F}',
	'vs\u{FE0F}\u{FE0E}\u{E0100}\u{180B}',
	`zalgo${'\u{301}\u{489}'.repeat(40)}`,
	'\u{301}no base',
	'hidden\u{3164}\u{115F}\u{1160}\u{FFA0}filler',
	'private\u{E000}\u{F8FF}\u{10FFFD}use',
	'\u{FFFE}\u{FFFF}nonchar',
	'\u{1F1E9}\u{1F1EA}\u{1F44D}\u{1F3FF}emoji',
];

/** The tricks as UTF-8, then C1 controls as single bytes, an overlong escape and a surrogate that UTF-8 does not have. */
export const TRICK_BYTES: readonly Uint8Array[] = [
	...TRICKS.map(trick => new TextEncoder().encode(trick)),
	Uint8Array.of(0x9b, 0x33, 0x31, 0x6d, 0x9d, 0x30, 0x3b, 0x78, 0x9c),
	Uint8Array.of(0xc0, 0x9b, 0x5b, 0x32, 0x4a),
	Uint8Array.of(0xed, 0xa0, 0x80, 0xed, 0xb0, 0x80, 0xff, 0xfe, 0x80),
];
