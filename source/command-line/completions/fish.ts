import {NAMED_OPTIONS, type NamedOption} from '../option-table.ts';
import {briefly} from './words.ts';

/** For fish, which completes names of captures by itself, as it does those of all files. */
export function fishCompletion(): string {
	return `# Completion of tcpwhy for fish: tcpwhy --completions=fish > ~/.config/fish/completions/tcpwhy.fish
${NAMED_OPTIONS.map(completion).join('\n')}
`;
}

function completion(option: NamedOption): string {
	const {name, short, does} = option;
	const brief = short === undefined ? '' : ` -s ${short}`;
	return `complete -c tcpwhy${brief} -l ${name}${argument(option)} -d ${quoted(briefly(does))}`;
}

function argument({value, values, optional, completes}: NamedOption): string {
	if (value === undefined) return '';
	if (values !== undefined) return ` ${optional ? '-f' : '-x'} -a ${quoted(values.join(' '))}`;
	if (completes === 'file') return ' -r -F';
	return completes === 'interface' ? ' -x -a "any (command ls /sys/class/net 2>/dev/null)"' : ' -x';
}

/** A text as one word of fish, where a backslash escapes in single quotes. */
function quoted(text: string): string {
	return `'${text.replace(/['\\]/g, '\\$&')}'`;
}
