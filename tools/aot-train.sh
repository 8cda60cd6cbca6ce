#!/usr/bin/env bash
# Trains the cache from which the gateway starts; help() says more.
set -euo pipefail

root=$(CDPATH='' cd -- "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=tools/build.sh
. "$root/tools/build.sh"

help() {
  cat <<'END'
Builds Weir where it is stale, and trains the cache from which it starts: classes loaded and linked, and profiles
of the hot methods, so that it is up in a fraction of the time and its first requests already cost little.

  ./weir build               builds, and trains when the cache is missing or older than the jar
  ./weir build --force       trains anew

Training starts the gateway with the built-in simulator, sends it 12,000 requests of every kind, and stops it; that
takes half a minute. The commands take the cache by themselves while it is newer than the jar.
END
}

jar=$root/gateway/target/app/weir.jar
cache=$root/gateway/target/app/weir.aot
work=$root/gateway/target/train

fail() {
  complain "the start-up cache was not trained: $1" "more: ${work#"$root"/}/gateway.log"
  exit 1
}

train() {
  local began=$SECONDS
  if [ "$cache" -nt "$jar" ] && [ "$1" != --force ]; then return; fi
  printf 'Training the start-up cache\n' >&2
  rm -rf "$work"
  mkdir -p "$work"
  "$JAVA_HOME/bin/java" "$root/tools/Train.java" "$work" \
    "$JAVA_HOME/bin/java" "${jvm_flags[@]}" "-XX:AOTCacheOutput=$work/weir.aot" -jar "$jar" serve \
    >"$work/sent" 2>&1 9>&- || fail "$(grep -m 1 -E 'Exception' "$work/sent" || tail -n 1 "$work/sent")"
  [ -f "$work/weir.aot" ] || fail 'the JVM wrote none'
  # A cache that does not fit ends this with an error.
  "$JAVA_HOME/bin/java" "${jvm_flags[@]}" -XX:AOTMode=on "-XX:AOTCache=$work/weir.aot" -jar "$jar" --help \
    >"$work/accepted" 2>&1 || fail 'the JVM does not accept what it wrote'
  mv "$work/weir.aot" "$cache"
  printf 'Trained it in %d s with %s: %d MB\n' $((SECONDS - began)) "$(tail -n 1 "$work/sent")" \
    $(($(wc -c <"$cache") / 1000000)) >&2
}

case ${1:-} in
  '' | --force) ;;
  -h | --help)
    help
    exit
    ;;
  *)
    complain "there is no option '$1'" './weir build --help shows examples'
    exit 2
    ;;
esac
find_jdk
build_when_stale
with_build_lock train "${1:-}"
