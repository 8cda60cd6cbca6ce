#!/usr/bin/env bash
# Builds the bench where it is stale and runs it: ./weir bench --help.
set -euo pipefail

root=$(CDPATH='' cd -- "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=tools/build.sh
. "$root/tools/build.sh"

build_bench() {
  local log=$root/bench/target/build.log stamp=$root/bench/target/built
  mkdir -p "$root/bench/target"
  if [ -f "$stamp" ] && [ -z "$(find "$root/pom.xml" "$root/bench/pom.xml" "$root/bench/src/main" \
    "$root/gateway/src/main" -newer "$stamp" | head -n 1)" ]; then
    return
  fi
  touch "$stamp.new"
  printf 'Building the bench\n' >&2
  if ! (cd "$root" && mvn -B -Dstyle.color=never -pl bench -am process-classes -Dspotless.check.skip=true) \
    >"$log" 2>&1 </dev/null 9>&-; then
    complain "the bench was not built; the last lines (all of them: $log)"
    grep -E '^\[(ERROR|WARNING)\]' "$log" | tail -n 25 >&2 || tail -n 25 "$log" >&2
    return 1
  fi
  mv "$stamp.new" "$stamp"
}

# Ends with what to install when one of the tools is missing.
need_tools() {
  local tool missing=()
  for tool in nginx wrk; do
    command -v "$tool" >/dev/null || missing+=("$tool")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  complain "the bench needs ${missing[*]}, which was not found"
  if command -v apt-get >/dev/null; then
    complain "install it:  apt-get install ${missing[*]}"
  elif command -v dnf >/dev/null; then
    complain "install it:  dnf install ${missing[*]}"
  else
    complain "install it with this system's package manager, under these names"
  fi
  exit 1
}

# Runs a class of the bench; the JVM gets the signals itself, and stops what it started.
run_class() {
  exec "$JAVA_HOME/bin/java" "${jvm_flags[@]}" \
    -cp "$root/bench/target/classes:$root/gateway/target/classes:$root/bench/target/lib/*" "$@"
}

find_jdk
find_maven
# Debian keeps nginx where only root looks.
PATH=$PATH:/usr/sbin:/sbin
case " $* " in
  *' --help '* | *' -h '*) with_build_lock build_bench && run_class dev.weir.bench.Bench --root "$root" --help ;;
  *' --catalog '*)
    build_when_stale
    with_build_lock build_bench
    bash "$root/tools/aot-train.sh"
    for _ in 1 2 3 4 5; do
      "$JAVA_HOME/bin/java" "${jvm_flags[@]}" "-XX:AOTCache=$root/gateway/target/app/weir.aot" -Xlog:aot=off -Xlog:cds=off \
        -cp "$root/gateway/target/app/weir.jar:$root/bench/target/classes" dev.weir.bench.CatalogCost
    done
    exit
    ;;
  *' --codecs '*)
    with_build_lock build_bench
    run_class dev.weir.bench.CodecFigures "$root/results"
    ;;
  *' --jmh '*)
    with_build_lock build_bench
    wanted=()
    for word in "$@"; do [ "$word" = --jmh ] || wanted+=("$word"); done
    run_class org.openjdk.jmh.Main -prof gc -f 1 -wi 3 -w 1 -i 5 -r 1 -foe true "${wanted[@]}"
    ;;
esac
need_tools
case $(uname -s) in
  Linux) ;;
  *) complain 'the bench reads CPU times from /proc: it runs on Linux only' && exit 1 ;;
esac
build_when_stale
with_build_lock build_bench
options=() train=yes
for word in "$@"; do
  if [ "$word" = --untrained ]; then train=no; else options+=("$word"); fi
done
if [ $train = yes ]; then
  bash "$root/tools/aot-train.sh"
else
  rm -f "$root/gateway/target/app/weir.aot"
fi
run_class dev.weir.bench.Bench --root "$root" "${options[@]}"
