# shellcheck shell=bash
# Finds JDK 25 and Maven and builds the gateway's jar. Sourced with $root set to the repository's folder.
: "${root:?}"

# The gateway's own options of the JVM; the trained cache fits only these.
# shellcheck disable=SC2034 # read by those who source this
jvm_flags=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -XX:+UseSerialGC -XX:+UseTransparentHugePages -Xmx512m)

complain() {
  printf 'weir: %s\n' "$1" >&2
  shift
  [ $# -eq 0 ] || printf '  %s\n' "$@" >&2
}

# The folders where a JDK may be, most wanted first.
jdk_folders() {
  local java=''
  printf '%s\n' "${JAVA_HOME:-}" "${JDK_HOME:-}"
  if [ -x /usr/libexec/java_home ]; then
    /usr/libexec/java_home -v 25 2>/dev/null || true
  fi
  java=$(command -v java || true)
  while [ -L "$java" ]; do
    case $(readlink "$java") in
      /*) java=$(readlink "$java") ;;
      *) java=$(dirname "$java")/$(readlink "$java") ;;
    esac
  done
  [ -z "$java" ] || printf '%s\n' "${java%/bin/java}"
  printf '%s\n' /usr/lib/jvm/* /usr/java/* /opt/* /opt/java/* /usr/local/jdk* /usr/local/java* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.local/share/mise/installs/java/* \
    "$HOME"/.asdf/installs/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    {/opt/homebrew,/usr/local}/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home
}

# Prints the version of the JDK in a folder, or nothing where there is no compiler.
jdk_version() {
  [ -x "$1/bin/javac" ] && [ -f "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$1/release"
}

# Sets and exports JAVA_HOME to a JDK 25, or says what to install and ends.
find_jdk() {
  local folder version seen=''
  while IFS= read -r folder; do
    [ -n "$folder" ] || continue
    version=$(jdk_version "$folder")
    case $version in
      25 | 25.*)
        export JAVA_HOME=$folder
        # Maven's own libraries make the JDK warn otherwise.
        export MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED ${MAVEN_OPTS:-}"
        return
        ;;
      '') ;;
      *) case $seen in *"$folder "*) ;; *) seen="$seen$folder ($version) " ;; esac ;;
    esac
  done < <(jdk_folders)
  complain "JDK 25 was not found${seen:+; found only $seen}"
  case $(uname -s) in
    Darwin) complain "install Temurin 25:  brew install --cask temurin@25" ;;
    *)
      if command -v apt-get >/dev/null; then
        complain "install Temurin 25: add Adoptium's package source (https://adoptium.net/installation/linux), then" \
          "apt-get install temurin-25-jdk"
      elif command -v dnf >/dev/null; then
        complain "install JDK 25:  dnf install java-25-openjdk-devel"
      elif command -v zypper >/dev/null; then
        complain "install JDK 25:  zypper install java-25-openjdk-devel"
      elif command -v pacman >/dev/null; then
        complain "install JDK 25:  pacman -S jdk25-openjdk"
      elif command -v apk >/dev/null; then
        complain "install JDK 25:  apk add openjdk25"
      else
        complain "install Temurin 25 from https://adoptium.net/temurin/releases/?version=25"
      fi
      ;;
  esac
  printf '  or, on any system:  sdk install java 25-tem   (https://sdkman.io)\n' >&2
  printf '  then start again; where it lies in an unusual folder, set JAVA_HOME to it\n' >&2
  exit 1
}

find_maven() {
  command -v mvn >/dev/null && return
  complain "Maven (mvn) was not found; Weir builds itself with it, 3.8 or newer"
  case $(uname -s) in
    Darwin) printf '  install it:  brew install maven\n' >&2 ;;
    *)
      if command -v apt-get >/dev/null; then
        printf '  install it:  apt-get install maven\n' >&2
      elif command -v dnf >/dev/null; then
        printf '  install it:  dnf install maven\n' >&2
      elif command -v pacman >/dev/null; then
        printf '  install it:  pacman -S maven\n' >&2
      elif command -v apk >/dev/null; then
        printf '  install it:  apk add maven\n' >&2
      else
        printf '  install it:  https://maven.apache.org/install.html\n' >&2
      fi
      ;;
  esac
  exit 1
}

# Whether the jar is missing, or anything that goes into it is newer than the start of its last build.
is_stale() {
  local target=$root/gateway/target
  [ -f "$target/app/weir.jar" ] && [ -f "$target/app.built" ] || return 0
  [ -n "$(find "$root/pom.xml" "$root/gateway/pom.xml" "$root/gateway/src/main" -newer "$target/app.built" | head -n 1)" ]
}

# Holds gateway/target/build.lock while the named function runs; a second caller waits.
with_build_lock() {
  local lock=$root/gateway/target/build.lock owner
  mkdir -p "$root/gateway/target"
  if command -v flock >/dev/null; then
    (
      flock -n 9 || { printf 'weir: waiting for another build to end\n' >&2 && flock 9; }
      "$@"
    ) 9>"$lock"
    return
  fi
  until mkdir "$lock.d" 2>/dev/null; do
    owner=$(cat "$lock.d/pid" 2>/dev/null || true)
    if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then rm -rf "$lock.d"; fi
    sleep 1
  done
  (
    # shellcheck disable=SC2064 # the folder is known now
    trap "rm -rf '$lock.d'" EXIT
    printf '%s' "$$" >"$lock.d/pid"
    "$@"
  )
}

# What Maven is doing, in words, read off its log.
build_step() {
  local line
  line=$(grep -E '^\[INFO\] --- |^Downloaded from |^\[INFO\] Downloaded from ' "$1" 2>/dev/null | tail -n 1 || true)
  case $line in
    *Downloaded*) printf 'fetching libraries (%s)' "$(grep -c 'Downloaded from' "$1" || true)" ;;
    *enforcer*) printf 'checking the tools' ;;
    *compiler*) printf 'compiling' ;;
    *jar*) printf 'packing' ;;
    *dependency*) printf 'collecting libraries' ;;
    *) printf 'starting' ;;
  esac
}

# Shows the steps of the build with process $1 and log $2: one moving line on a terminal, else a line a step.
show_build() {
  local step shown='' turn=0 frames="|/-\\" began=$SECONDS
  while kill -0 "$1" 2>/dev/null; do
    step=$(build_step "$2")
    if [ -t 2 ]; then
      printf '\r\033[K%s Building Weir: %s, %d s' "${frames:turn++%4:1}" "$step" $((SECONDS - began)) >&2
      sleep 0.2
    else
      [ "$step" = "$shown" ] || [ "$step" = starting ] || printf 'Building Weir: %s\n' "${step% (*}" >&2
      shown=$step
      sleep 0.5
    fi
  done
  [ ! -t 2 ] || printf '\r\033[K' >&2
}

build() {
  local target=$root/gateway/target log=$root/gateway/target/build.log began=$SECONDS maven
  is_stale || return 0 # another start has built it while this one waited
  mkdir -p "$target/app"
  touch "$target/app.building"
  # A gateway that is running keeps the old file; writing into it would pull it from under its feet.
  rm -f "$target/app/weir.jar"
  (cd "$root" && exec mvn -B -Dstyle.color=never -pl gateway package -Dmaven.test.skip=true -Dspotless.check.skip=true) \
    >"$log" 2>&1 </dev/null 9>&- &
  maven=$!
  # shellcheck disable=SC2064 # the process is known now
  trap "kill $maven 2>/dev/null || true" INT TERM
  show_build "$maven" "$log"
  if ! wait "$maven"; then
    complain "the build failed; its last lines (all of them: $log)"
    grep -E '^\[(ERROR|WARNING)\]' "$log" | tail -n 25 >&2 || tail -n 25 "$log" >&2
    return 1
  fi
  mv "$target/app.building" "$target/app.built"
  printf 'Built Weir in %d s\n' $((SECONDS - began)) >&2
}

# Builds the gateway's jar when it is missing or stale. Progress goes to the error stream, so output stays clean.
build_when_stale() {
  is_stale || return 0
  find_maven
  with_build_lock build
}
