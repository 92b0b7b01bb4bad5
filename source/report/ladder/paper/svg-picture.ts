/** Text as XML shows it. It is sanitised before: XML 1.0 knows no control characters, escaped or not. */
export function escapeXml(text: string): string {
	return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}

/** A piece of text; classes are those of the style sheet. */
export function textAt(
	x: number,
	y: number,
	text: string,
	look = '',
	anchor: 'start' | 'middle' | 'end' = 'start',
): string {
	const attributes = `${look === '' ? '' : ` class="${look}"`}${anchor === 'start' ? '' : ` text-anchor="${anchor}"`}`;
	return `<text x="${x}" y="${y}"${attributes}>${escapeXml(text)}</text>\n`;
}

export function line(x1: number, y1: number, x2: number, y2: number, look: string): string {
	return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" class="${look}"/>\n`;
}

const HEAD_LENGTH = 10;
const HEAD_HEIGHT = 4.5;

/** Arrow heads that end at a point, one behind the other. */
export function heads(x: number, y: number, toRight: boolean, look: string, count: number): string {
	const step = toRight ? -HEAD_LENGTH : HEAD_LENGTH;
	return Array.from({length: count}, (_, head) => {
		const tip = x + head * step;
		return `<path d="M${tip} ${y}l${step} ${-HEAD_HEIGHT}v${2 * HEAD_HEIGHT}z" class="head ${look}"/>\n`;
	}).join('');
}

/** Where something ends that never arrives. */
export function cross(x: number, y: number, look: string): string {
	return `<path d="M${x - 5} ${y - 5}l10 10m0 -10l-10 10" class="${look}"/>\n`;
}

/** Colours by what they are for: on white, on black. Each has a contrast of 4.5 to 1 or more (WCAG 1.4.3). */
const COLOURS: Readonly<Record<string, readonly [light: string, dark: string]>> = {
	text: ['#1f2328', '#e6edf3'],
	dim: ['#57606a', '#9198a1'],
	ack: ['#57606a', '#9198a1'],
	syn: ['#0969da', '#58a6ff'],
	data: ['#116329', '#56d364'],
	fin: ['#8250df', '#d2a8ff'],
	reset: ['#cf222e', '#ff7b72'],
	alert: ['#bc4c00', '#ffa657'],
	icmp: ['#953800', '#ffa657'],
	retransmission: ['#7d4e00', '#e3b341'],
	normal: ['#116329', '#56d364'],
	info: ['#0969da', '#58a6ff'],
	abnormal: ['#cf222e', '#ff7b72'],
	unknown: ['#7d4e00', '#e3b341'],
};

const BACKGROUND = ['#ffffff', '#0d1117'] as const;

/** The picture follows the reader's preference for light or dark, and has a ground of its own on any page. */
export function styleSheet(): string {
	const colours = (mode: 0 | 1) =>
		[
			`.ground{fill:${BACKGROUND[mode]}}`,
			...Object.entries(COLOURS).map(
				([look, colour]) =>
					`.${look}{stroke:${colour[mode]}}.head.${look}{fill:${colour[mode]}}text.${look},tspan.${look}{stroke:none;fill:${colour[mode]}}`,
			),
		].join('\n');
	return `<style>
text{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;white-space:pre}
.title{font-size:15px;font-weight:bold}
.strong{font-weight:bold}
.thin{stroke-width:1.2}
.wide{stroke-width:2}
.heavy{stroke-width:3}
.run{stroke-width:7;stroke-opacity:.25}
.dashed{stroke-dasharray:6 4}
.dotted{stroke-dasharray:2 5}
line,path{fill:none}
${colours(0)}
@media (prefers-color-scheme:dark){
${colours(1)}
}
</style>
`;
}
