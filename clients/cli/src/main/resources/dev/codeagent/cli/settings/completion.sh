# Also for zsh with bashcompinit, which runs it with the options of sh: every variable is set, and no bash syntax but arrays.
_codeagent() {
  local current="${COMP_WORDS[COMP_CWORD]}" command="" option="" parameters=0 values="" word i=1
  local -a forward
  forward=()
  COMPREPLY=()
  while [ "$i" -lt "$COMP_CWORD" ]; do
    word="${COMP_WORDS[$i]}"
    i=$((i + 1))
    case "$word" in
      : | =) i=$((i + 1)) ;; # the shell divides words there
      -*)
        case "$command $word" in
          @VALUE_OPTIONS@)
            [ "$i" -ge "$COMP_CWORD" ] || [ "${COMP_WORDS[$i]}" != "=" ] || i=$((i + 1))
            if [ "$i" -ge "$COMP_CWORD" ]; then
              option="$word"
            else
              case "$word" in
                --data | --project | --token-file) forward+=("$word" "${COMP_WORDS[$i]}") ;;
              esac
              i=$((i + 1))
            fi
            ;;
        esac
        ;;
      *)
        case "$command" in
          "") command="$word" ;;
          @GROUPS@) command="$command $word" ;;
          *) parameters=$((parameters + 1)) ;;
        esac
        ;;
    esac
  done
  [ "$current" != "=" ] || current=""
  if [ -n "$option" ]; then
    case "$command $option" in
@OPTION_VALUES@
    esac
  else
    case "$current" in
      -*)
        case "$command" in
@OPTIONS@
        esac
        ;;
      *)
        [ "$parameters" -gt 0 ] || case "$command" in
@PARAMETER_VALUES@
        esac
        ;;
    esac
  fi
  case "$values" in
    =files | =directories)
      compopt -o filenames 2>/dev/null || true # a directory ends with a slash, in bash
      for word in "$current"*; do
        if [ -d "$word" ] || { [ "$values" = "=files" ] && [ -e "$word" ]; }; then COMPREPLY+=("$word"); fi
      done
      return
      ;;
    =*)
      values=$(CODEAGENT_BUILD=never "${COMP_WORDS[0]}" completion values "${values#=}" \
        ${forward[@]+"${forward[@]}"} 2>/dev/null </dev/null)
      ;;
  esac
  for word in $values; do
    case "$word" in "$current"*) COMPREPLY+=("$word") ;; esac
  done
}
complete -F _codeagent codeagent
