# bash completion for cloud-runner. Made by: cloud-runner completion bash
_cloud_runner_complete() {
  local answer directive='' candidate is_first=1
  COMPREPLY=()
  # From the PATH alone: no press of Tab runs what lies in the folder that somebody stands in.
  answer=$(command cloud-runner __complete bash "$COMP_LINE" "$COMP_POINT" "$COMP_WORDBREAKS" 2>/dev/null) || return
  while IFS= read -r candidate; do
    if [[ -n $is_first ]]; then
      directive=$candidate
      is_first=''
    elif [[ -n $candidate ]]; then
      COMPREPLY+=("$candidate")
    fi
  done <<<"$answer"
  # bash 3.2, as macOS has it, knows no compopt: there files stand in for what is not known.
  type compopt >/dev/null 2>&1 || return 0
  compopt +o default
  # Newest runs and columns as the file has them; known from 4.4 on.
  compopt -o nosort 2>/dev/null
  case $directive in
    *files*) compopt -o default ;;
    *folders*) compopt -o dirnames ;;
  esac
  case $directive in
    *goes-on*) compopt -o nospace ;;
  esac
  return 0
}
complete -o default -F _cloud_runner_complete cloud-runner
