// The scripts that teach a shell to complete: each asks forge for candidates, and hands paths to the shell's own completion.
//
// A line of an answer is a candidate, a tab, and what it is. The first line may be ":files" or ":directories".

export const SHELLS = ["bash", "zsh", "fish"] as const;

export const completionScripts: { readonly [shell in (typeof SHELLS)[number]]: string } = {
  bash: `# Completion of forge for bash. To have it always: forge completion bash >~/.local/share/bash-completion/completions/forge
_forge() {
  local line=\${COMP_LINE:0:COMP_POINT} current='' answer kept
  local -a words
  read -ra words <<<"$line"
  case $line in *[[:space:]]) words+=('') ;; esac
  current=\${words[\${#words[@]} - 1]}
  answer=$("\${words[0]}" completion --words -- "\${words[@]:1}" 2>/dev/null)
  # bash replaces only what follows the last : or = of a word.
  kept=\${current%"\${current##*[:=]}"}
  COMPREPLY=()
  case $answer in
    :files*) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "\${current#"$kept"}") ;;
    :directories*) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "\${current#"$kept"}") ;;
    *)
      local candidate
      while IFS=$'\\t' read -r candidate _; do
        [ -n "$candidate" ] && COMPREPLY+=("$(printf %q "\${candidate#"$kept"}")")
      done <<<"$answer"
      ;;
  esac
}
complete -F _forge forge
`,
  zsh: `#compdef forge
# Completion of forge for zsh. To have it always: forge completion zsh >a directory of $fpath/_forge
_forge() {
  local -a answer described
  local line
  answer=("\${(@f)$("\${words[1]}" completion --words -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  case \${answer[1]} in
    :files) _files; return ;;
    :directories) _files -/; return ;;
  esac
  for line in "\${answer[@]}"; do
    [[ -n $line ]] || continue
    described+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  _describe -V forge described
}
if [[ \${funcstack[1]} == _forge ]]; then _forge "$@"; else compdef _forge forge; fi
`,
  fish: `# Completion of forge for fish. To have it always: forge completion fish >~/.config/fish/completions/forge.fish
function __forge_complete
  set -l words (commandline -opc) (commandline -ct)
  set -l answer (command $words[1] completion --words -- $words[2..-1] 2>/dev/null)
  switch "$answer[1]"
    case :files
      __fish_complete_path (commandline -ct)
    case :directories
      __fish_complete_directories (commandline -ct)
    case '*'
      printf '%s\\n' $answer
  end
end
complete -c forge -f -a '(__forge_complete)'
`,
};
