# shellcheck shell=bash
# The suites of ./weir test, each one function. Sourced by tools/test.sh, which sets these:
: "${root:?}"

# shellcheck disable=SC2034 # all of these are read by tools/test.sh
{
  first_suites=(repository launcher compile)
  java_suites=(gateway bench interleavings)
  other_suites=(format fuzz sim-python sim-node sim-java clients-python clients-node clients-java readme)
  fast_suites=("${first_suites[@]}" gateway format)
  all_suites=("${first_suites[@]}" "${java_suites[@]}" "${other_suites[@]}")
}

# Says how many tests passed, failed and were skipped.
counted() { printf '%d %d %d\n' "$1" "$2" "$3" >"${counts:?}"; }

# Ends the suite because something it needs is missing.
cannot_run() {
  printf '%s\n' "$1" >"${reason:?}"
  exit 0
}

# Makes sure of a command: tool, Debian package. Root with apt-get installs it, others are told.
need() {
  command -v "$1" >/dev/null && return
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q "$2" ||
      { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q "$2"; } || true
  fi
  command -v "$1" >/dev/null || cannot_run "$1 is missing; install it: apt-get install $2"
}

# Makes sure of Python with virtual environments.
need_python() {
  need python3 python3
  python3 -c 'import ensurepip, venv' 2>/dev/null && return
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q python3-venv || true
  fi
  python3 -c 'import ensurepip, venv' || cannot_run 'Python has no venv; install it: apt-get install python3-venv'
}

# Makes sure of a Node that the SDKs run on.
need_node() {
  need node nodejs
  need npm npm
  node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' ||
    cannot_run "Node $(node --version) is too old for the SDKs; install Node 20 or newer"
}

# Runs clients/run.py with these arguments.
clients() {
  need_python
  build_when_stale
  "$root/clients/run.py" "$@" --counts "$counts" --reason "$reason"
}

# Adds up what Surefire said at the end of each module, in the log of this suite. (Its report files hold less: of a class
# that two test engines ran, only the second's.)
counted_by_surefire() {
  local passed=0 failed=0 skipped=0 tests failures errors skips
  while read -r tests failures errors skips; do
    passed=$((passed + tests - failures - errors - skips))
    failed=$((failed + failures + errors))
    skipped=$((skipped + skips))
  done < <(sed -nE 's/^\[[A-Z]+\] Tests run: ([0-9]+), Failures: ([0-9]+), Errors: ([0-9]+), Skipped: ([0-9]+)$/\1 \2 \3 \4/p' "${log:?}")
  counted $passed $failed $skipped
}

maven() { (cd "$root" && mvn -B -ntp -Dstyle.color=never "$@"); }

suite_repository() {
  git -C "$root" rev-parse --git-dir >/dev/null || cannot_run 'this is not a git checkout'
  bash "$root/tools/test-repository.sh" "$counts"
}

suite_launcher() { bash "$root/tools/test-launcher.sh" "$counts"; }

suite_format() {
  maven spotless:check
  maven -f clients/java spotless:check
  counted 2 0 0
}

suite_compile() {
  maven test-compile -Dspotless.check.skip=true
  counted 1 0 0
}

suite_gateway() {
  local excluded=long status=0 seconds=720
  [ "${tier:?}" != fast ] || excluded=slow,long
  [ "$tier" != long ] || { excluded=none-is-left-out seconds=3600; }
  maven -pl gateway test -Dspotless.check.skip=true -DexcludedGroups="$excluded" \
    -Dsurefire.timeout=$seconds || status=$?
  counted_by_surefire
  return $status
}

# The bench's own tests; surefire wants one of the gateway's beside them.
suite_bench() {
  local status=0
  maven -pl bench -am test -Dtest=PackagesTest,BenchTest -Dsurefire.failIfNoSpecifiedTests=false \
    -Dspotless.check.skip=true || status=$?
  counted_by_surefire
  return $status
}

# Lincheck, in a JVM of its own: it rewrites every class that is loaded.
suite_interleavings() {
  local excluded=long status=0
  [ "${tier:?}" != long ] || excluded=none-is-left-out
  maven -pl gateway test -Dtest=InterleavingsTest -Dweir.interleavings=true -DexcludedGroups="$excluded" \
    -Dspotless.check.skip=true || status=$?
  counted_by_surefire
  return $status
}

# Jazzer on every decoder: a few seconds each, the same way every time; in the long tier ten minutes each, every time
# another way.
suite_fuzz() {
  local seconds=3 seed=1 status=0
  [ "${tier:?}" != long ] || { seconds=600 seed=0; }
  WEIR_FUZZ_SEED=$seed bash "$root/tools/fuzz.sh" "$seconds" || status=$?
  read -r targets finds < <(sed -nE 's/^([0-9]+) targets, ([0-9]+) with a find$/\1 \2/p' "${log:?}")
  counted $((targets - finds)) "$finds" 0
  return $status
}

suite_sim_python() { clients direct python; }
suite_sim_node() { need_node && clients direct node; }
suite_sim_java() { clients direct java; }

suite_clients_python() { clients gateway python; }
suite_clients_node() { need_node && clients gateway node; }
suite_clients_java() { clients gateway java; }

suite_readme() { need_node && clients readme; }
