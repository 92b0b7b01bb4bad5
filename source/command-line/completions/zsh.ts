import {NAMED_OPTIONS, type NamedOption} from '../option-table.ts';
import {briefly, quoted} from './words.ts';

/** For zsh, by its own `_arguments`: to be put into a folder of `fpath` as `_tcpwhy`, or sourced after `compinit`. */
export function zshCompletion(): string {
	const specifications = [...NAMED_OPTIONS.map(specification), quoted('*:capture:_files')];
	return `#compdef tcpwhy
# Completion of tcpwhy for zsh. As _tcpwhy in a folder of $fpath, or in ~/.zshrc after compinit:
# source <(tcpwhy --completions=zsh)
_tcpwhy() {
	_arguments -S \\
${specifications.map(line => `\t\t${line}`).join(' \\\n')}
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
	_tcpwhy "$@"
else
	compdef _tcpwhy tcpwhy
fi
`;
}

function specification(option: NamedOption): string {
	const {name, short, value, optional, repeats, does} = option;
	const long = value === undefined ? `--${name}` : `--${name}=${optional ? '-' : ''}`;
	const rest = `[${briefly(does).replace(/[[\]\\]/g, '\\$&')}]${argument(option)}`;
	if (short === undefined) return quoted(`${repeats ? '*' : ''}${long}${rest}`);
	const brief = value === undefined ? `-${short}` : `-${short}+`;
	return `${quoted(repeats ? '*' : `(-${short} --${name})`)}{${brief},${long}}${quoted(rest)}`;
}

function argument({value, values, optional, completes}: NamedOption): string {
	if (value === undefined) return '';
	const colons = optional ? '::' : ':';
	if (values !== undefined) return `${colons}${value}:(${values.join(' ')})`;
	if (completes === 'file') return `${colons}${value}:_files`;
	return completes === 'interface' ? `${colons}${value}:_net_interfaces` : `${colons}${value}: `;
}
