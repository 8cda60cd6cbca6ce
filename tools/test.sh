#!/usr/bin/env bash
# Runs the suites, gets what they need, and prints what passed, what failed and what could not run.
set -uo pipefail

root=$(CDPATH='' cd -- "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=tools/build.sh
. "$root/tools/build.sh"
# shellcheck source=tools/suites.sh
. "$root/tools/suites.sh"

help() {
  cat <<'END'
Runs Weir's suites and prints one table of them.

  ./weir test --fast             format, compiler, launcher and the gateway's unit tests: under two minutes
  ./weir test                    every suite but the long ones, the official SDKs included
  ./weir test --long             the long ones too
  ./weir test gateway            one suite by its name; several may be named
  ./weir test --list             the names

What the suites need is fetched: npm and PyPI packages into ignored folders of this checkout, and where
this runs as root with apt-get, missing Debian packages. What cannot be had is said, and its suite
skipped; with CI=true a skipped suite is a failure. Logs and results are in .weir/test/.
END
}

tier=default
wanted=()
while [ $# -gt 0 ]; do
  case $1 in
    --fast | --long) tier=${1#--} ;;
    --list)
      printf '%s\n' "${all_suites[@]}"
      exit 0
      ;;
    -h | --help)
      help
      exit 0
      ;;
    *)
      if [[ $1 == -* || " ${all_suites[*]} " != *" $1 "* ]]; then
        complain "there is no suite or option '$1'" "./weir test --list names the suites, ./weir test --help shows examples"
        exit 2
      fi
      wanted+=("$1")
      ;;
  esac
  shift
done
if [ ${#wanted[@]} -eq 0 ]; then
  if [ "$tier" = fast ]; then wanted=("${fast_suites[@]}"); else wanted=("${all_suites[@]}"); fi
fi

work=$root/.weir/test
rm -rf "$work"
mkdir -p "$work"
find_jdk
find_maven

# Runs one suite: a function of tools/suites.sh that calls `counted`, or `cannot_run` with a reason. What came of it
# stands in a file of its own, and is said at once when it is over.
run_suite() {
  local name=$1 log=$work/$1.log began=$SECONDS status=0 passed=0 failed=0 skipped=0 note='' seconds
  counts=$work/$name.counts reason=$work/$name.reason
  (set -e && "suite_${name//-/_}") >"$log" 2>&1 </dev/null
  status=$?
  seconds=$((SECONDS - began))
  [ ! -f "$counts" ] || read -r passed failed skipped <"$counts"
  if [ -f "$reason" ]; then
    note="could not run: $(cat "$reason")"
    if [ "${CI:-}" = true ]; then failed=$((failed + 1)); else skipped=$((skipped + 1)); fi
  elif [ $status -ne 0 ] && [ "$failed" -eq 0 ]; then
    failed=1
  fi
  printf '%d %d %d %d %s\n' "$passed" "$failed" "$skipped" "$seconds" "$note" >"$work/$name.result"
  printf '%-16s %d passed, %d failed, %d skipped, %d s %s\n' "$name" "$passed" "$failed" "$skipped" "$seconds" "$note"
  if [ "$failed" -gt 0 ] && [ ! -f "$reason" ]; then
    printf '%s\n    (all of it: %s)\n' "$(tail -n 60 "$log" | sed 's/^/    /')" "${log#"$root"/}"
  fi
}

# Runs those of these suites that are wanted, one after the other.
run_suites() {
  local suite
  for suite in "$@"; do
    case " ${wanted[*]} " in *" $suite "*) run_suite "$suite" ;; esac
  done
}

# What the others stand on comes first. Then there are two lanes, for most suites keep one core busy; what both would
# build is built before.
run_suites "${first_suites[@]}"
case " ${wanted[*]} " in *' sim-'* | *' clients-'* | *' readme '*) build_when_stale >"$work/build.log" 2>&1 || true ;; esac
case " ${wanted[*]} " in *' fuzz '*) bash "$root/tools/fuzz.sh" 0 >"$work/fuzz-prepare.log" 2>&1 || true ;; esac
run_suites "${java_suites[@]}" &
java_lane=$!
run_suites "${other_suites[@]}"
wait $java_lane

total_passed=0 total_failed=0 total_skipped=0
table=$(printf "%-16s %7s %7s %8s %8s" suite passed failed skipped seconds)$'\n'
for suite in "${wanted[@]}"; do
  [ -f "$work/$suite.result" ] || echo '0 1 0 0 broke off' >"$work/$suite.result"
  read -r passed failed skipped seconds note <"$work/$suite.result"
  total_passed=$((total_passed + passed))
  total_failed=$((total_failed + failed))
  total_skipped=$((total_skipped + skipped))
  table+=$(printf '%-16s %7d %7d %8d %8d  %s' "$suite" "$passed" "$failed" "$skipped" "$seconds" "$note")$'\n'
done

printf '\n%s\n' "$table"
if [ $total_skipped -gt 0 ]; then
  printf '%d passed, %d failed, %d skipped\n' $total_passed $total_failed $total_skipped
else
  printf '%d passed, %d failed\n' $total_passed $total_failed
fi
[ $total_failed -eq 0 ]
