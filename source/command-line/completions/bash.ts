import {NAMED_OPTIONS, type NamedOption} from '../option-table.ts';
import {quoted} from './words.ts';

/**
 * For bash from 4.4 on, without the bash-completion package. Bash splits words at `=`: what stands behind an option is
 * the value of its long form either way.
 */
export function bashCompletion(): string {
	const withValue = NAMED_OPTIONS.filter(({value}) => value !== undefined);
	const names = NAMED_OPTIONS.flatMap(({name, short, optional}) => [
		...(short === undefined ? [] : [`-${short}`]),
		`--${name}`,
		...(optional ? [`--${name}=`] : []),
	]);
	return `# Completion of tcpwhy for bash. In ~/.bashrc: eval "$(tcpwhy --completions=bash)"
_tcpwhy_files() {
	compopt -o filenames
	mapfile -t COMPREPLY < <(compgen -f -- "$1")
}

_tcpwhy_words() {
	mapfile -t COMPREPLY < <(compgen -W "$2" -- "$1")
}

_tcpwhy() {
	local word=\${COMP_WORDS[COMP_CWORD]} option=\${COMP_WORDS[COMP_CWORD - 1]} attached= index
	if [[ $word == = ]]; then
		word= attached==
	elif [[ $option == = ]]; then
		option=\${COMP_WORDS[COMP_CWORD - 2]} attached==
	fi
	for ((index = 1; index < COMP_CWORD; index++)); do
		if [[ \${COMP_WORDS[index]} == -- ]]; then
			_tcpwhy_files "$word"
			return
		fi
	done
	case $option$attached in
${withValue.map(valueCase).join('\n')}
	esac
	if [[ $word == -* ]]; then
		_tcpwhy_words "$word" ${quoted(names.join(' '))}
		[[ \${#COMPREPLY[@]} == 1 && \${COMPREPLY[0]} == *= ]] && compopt -o nospace
		return 0
	fi
	_tcpwhy_files "$word"
}

complete -F _tcpwhy tcpwhy
`;
}

function valueCase(option: NamedOption): string {
	const {name, short, optional} = option;
	const patterns = [...(short === undefined ? [] : [`-${short}`]), ...(optional ? [] : [`--${name}`]), `--${name}=`];
	return `\t\t${patterns.join(' | ')}) ${values(option)} return ;;`;
}

function values({values: known, completes}: NamedOption): string {
	if (known !== undefined) return `_tcpwhy_words "$word" ${quoted(known.join(' '))};`;
	if (completes === 'file') return '_tcpwhy_files "$word";';
	if (completes === 'interface') return '_tcpwhy_words "$word" "any $(command ls /sys/class/net 2>/dev/null)";';
	return '';
}
