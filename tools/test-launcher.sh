#!/usr/bin/env bash
# Checks of the launcher itself; nothing here builds or starts the gateway.
set -uo pipefail
here=$(CDPATH='' cd -- "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
root=$here
# shellcheck source=tools/checks.sh
. "$root/tools/checks.sh"
# shellcheck source=tools/build.sh
. "$root/tools/build.sh"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# says STATUS TEXT COMMAND...: the command ends with the status and its output holds the text.
says() {
  local status=$1 text=$2 output actual=0
  shift 2
  output=$("$@" 2>&1) || actual=$?
  [[ $actual -eq $status && $output == *"$text"* ]] || { printf 'status %s: %s\n' "$actual" "$output" && false; }
}

fake_jdk() {
  mkdir -p "$1/bin"
  printf '#!/bin/sh\n' >"$1/bin/javac"
  chmod +x "$1/bin/javac"
  printf 'JAVA_VERSION="%s"\n' "$2" >"$1/release"
}

jdk_among() ( # the JAVA_HOME that is chosen when only these folders are searched
  folders=("$@")
  jdk_folders() { printf '%s\n' "${folders[@]}"; }
  find_jdk && printf 'chosen: %s\n' "$JAVA_HOME"
)

# shellcheck disable=SC2030 # these two look at trees of their own
staleness() ( # whether a small tree with these times of source, jar and stamp is stale
  root=$scratch/tree
  rm -rf "$root"
  mkdir -p "$root/gateway/src/main" "$root/gateway/target/app"
  touch -t "$1" "$root/pom.xml" "$root/gateway/pom.xml" "$root/gateway/src/main/A.java" "$root/gateway/src/main"
  touch -t "$2" "$root/gateway/target/app/weir.jar" "$root/gateway/target/app.built"
  if is_stale; then printf 'stale\n'; else printf 'fresh\n'; fi
)

# shellcheck disable=SC2030
one_at_a_time() ( # two holders of the build lock do not overlap
  root=$scratch/lock
  mkdir -p "$root"
  # shellcheck disable=SC2317 # called by with_build_lock
  hold() { mkdir "$root/held" && sleep 0.3 && rmdir "$root/held"; }
  with_build_lock hold &
  with_build_lock hold && wait $!
)

fake_jdk "$scratch/jdk-17" 17.0.15
fake_jdk "$scratch/jdk-25" 25.0.3
fake_jdk "$scratch/jdk-250" 250
ln -s "$here/weir" "$scratch/weir"
ln -s weir "$scratch/weir-again"

check 'help shows examples' says 0 './weir serve --config weir.yaml' "$here/weir" --help
check 'no arguments show the help' says 0 './weir COMMAND --help' "$here/weir"
check 'the version is the one in pom.xml' says 0 "weir $(sed -n 's:^  <version>\(.*\)</version>:\1:p' "$here/pom.xml")" "$here/weir" --version
check 'an unknown command is an error that names the commands' says 2 'serve, sim, demo, check' "$here/weir" serv
check 'an unknown suite is an error' says 2 "no suite or option 'gatway'" "$here/weir" test gatway
check 'test teaches by example' says 0 './weir test --fast' "$here/weir" test --help
check 'works through symbolic links, from another folder' says 0 'weir 0' bash -c "cd / && '$scratch/weir-again' --version"
check 'JDK 25 is chosen among others' says 0 "chosen: $scratch/jdk-25" jdk_among "$scratch/none" "$scratch/jdk-17" "$scratch/jdk-250" "$scratch/jdk-25"
check 'without JDK 25 it says what to install and what it found' says 1 'jdk-17 (17.0.15)' jdk_among "$scratch/jdk-17"
check 'a newer source makes the jar stale' says 0 stale staleness 202601020000 202601010000
check 'an older source leaves it fresh' says 0 fresh staleness 202601010000 202601020000
check 'two builds do not overlap' one_at_a_time
if command -v shellcheck >/dev/null; then
  check 'shellcheck finds nothing' bash -c "cd '$here' && shellcheck -x weir tools/*.sh .ci/run"
fi
report_checks "${1:-}"
