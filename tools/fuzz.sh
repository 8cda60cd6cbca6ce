#!/usr/bin/env bash
# Fuzzes everything that reads strangers' bytes, with Jazzer; the targets are in gateway's tests: dev.weir.FuzzTarget.
#
#   tools/fuzz.sh SECONDS [TARGET...]      so long on each target, all of them where none is named
#   tools/fuzz.sh 0                        only gets ready, so that nothing is built later
#
# WEIR_FUZZ_SEED, a number, makes a run begin as the last one with it did.
# What was learnt stays in .weir/fuzz/corpus, what was found in .weir/fuzz/found. The last line counts both.
set -uo pipefail

root=$(CDPATH='' cd -- "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=tools/build.sh
. "$root/tools/build.sh"

jazzer=0.30.0
seconds=${1:?how many seconds for each target}
shift
folder=$root/.weir/fuzz
find_jdk
find_maven

# Whether the tests were compiled since they were made ready for the fuzzers.
is_ready() {
  [ -d "$folder/seeds" ] && [ "$folder/ready" -nt "$folder/classpath" ] &&
    [ -z "$(find "$root/pom.xml" "$root/gateway/pom.xml" "$root/gateway/src" -newer "$folder/ready" | head -n 1)" ]
}

# Compiles the tests and gets Jazzer, which no other part of the build needs.
prepare() {
  ! is_ready || return 0
  mkdir -p "$folder/lib" "$folder/found"
  (cd "$root" && mvn -B -q -Dstyle.color=never -pl gateway test-compile dependency:build-classpath \
    -Dspotless.check.skip=true -Dmdep.outputFile="$folder/classpath") || return 1
  local part
  for part in jazzer jazzer-api; do
    [ -f "$folder/lib/$part-$jazzer.jar" ] ||
      (cd "$root" && mvn -B -q -Dstyle.color=never -N dependency:copy \
        -Dartifact="com.code-intelligence:$part:$jazzer" -DoutputDirectory="$folder/lib") || return 1
  done
  rm -rf "$folder/seeds"
  java_with dev.weir.Fuzz "$folder/seeds" && touch "$folder/ready"
}

# A short run is over before an optimising compiler has paid for itself.
compiler=()
[ "$seconds" -gt 60 ] || compiler=(-XX:TieredStopAtLevel=1)

java_with() {
  "$JAVA_HOME/bin/java" "${compiler[@]}" -XX:+UseSerialGC -Xmx512m -XX:+EnableDynamicAgentLoading -Xshare:off \
    --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -cp "$root/gateway/target/test-classes:$root/gateway/target/classes:$(cat "$folder/classpath"):$folder/lib/*" "$@"
}

# One target: whatever it throws that is not caught is a find, and so is memory without bound.
fuzz() {
  local target=$1 log=$folder/$1.log
  mkdir -p "$folder/corpus/$target"
  java_with com.code_intelligence.jazzer.Jazzer --target_class=dev.weir.Fuzz --target_args="$target" \
    --instrumentation_includes='dev.weir.**' --custom_hook_includes='dev.weir.**' \
    --reproducer_path="$folder/found" -artifact_prefix="$folder/found/$target-" \
    -seed="${WEIR_FUZZ_SEED:-0}" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1500 -max_len=65536 \
    "$folder/corpus/$target" "$folder/seeds/$target" >"$log" 2>&1
}

prepare || {
  complain 'the fuzzers could not be prepared'
  exit 1
}
[ "$seconds" -gt 0 ] || exit 0
if [ $# -eq 0 ]; then
  mapfile -t targets < <(cd "$folder/seeds" && printf '%s\n' *)
else
  targets=("$@")
fi
# Says how one target went.
report() {
  local target=$1 runs
  if fuzz "$target"; then
    runs=$(sed -nE 's/^Done ([0-9]+) runs.*/\1/p' "$folder/$target.log" | tail -n 1)
    printf '%-22s %9s runs, nothing found\n' "$target" "${runs:-?}"
  else
    printf '%-22s FOUND: %s\n' "$target" "$folder/$target.log"
    grep -m1 -A8 -E '^== Java Exception|ERROR: libFuzzer' "$folder/$target.log" | sed 's/^/    /'
    return 1
  fi
}

failed=0
# Two at a time: most of a short run is one thread's work of loading.
for ((at = 0; at < ${#targets[@]}; at += 2)); do
  running=()
  for target in "${targets[@]:at:2}"; do
    report "$target" &
    running+=($!)
  done
  for process in "${running[@]}"; do
    wait "$process" || failed=$((failed + 1))
  done
done
printf '%d targets, %d with a find\n' ${#targets[@]} $failed
[ $failed -eq 0 ]
