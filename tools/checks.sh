# shellcheck shell=bash
# Counts named checks. Sourced by the suites that are written in shell; their first argument is the file for the counts.

passed=0 failed=0

# check NAME COMMAND...: passes when the command succeeds; its output is shown when it does not.
check() {
  local name=$1 output
  shift
  if output=$("$@" 2>&1); then
    passed=$((passed + 1))
    printf 'ok      %s\n' "$name"
  else
    failed=$((failed + 1))
    printf 'failed  %s\n%s\n' "$name" "$output"
  fi
}

report_checks() {
  [ -z "${1:-}" ] || printf '%d %d 0\n' $passed $failed >"$1"
  [ $failed -eq 0 ]
}
