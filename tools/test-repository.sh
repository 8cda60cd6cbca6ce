#!/usr/bin/env bash
# Checks of what is committed: nothing that belongs to one machine, nothing huge, and a README that works.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
# shellcheck source=tools/checks.sh
. tools/checks.sh

# Every tracked or about to be tracked file that exists.
files() { git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' file; do [ ! -f "$file" ] || printf '%s\0' "$file"; done; }

none_match() { ! files | xargs -0 grep -nIE "$1" --; }

no_large_file() {
  local found
  found=$(files | xargs -0 -I {} find {} -size +1024k)
  [ -z "$found" ] || { printf '%s\n' "$found" && false; }
}

no_download_addresses() { ! files | grep -z 'package-lock.json$' | xargs -0 -r grep -n '"resolved"'; }

scripts_are_executable() {
  local script bad=0
  for script in weir $(git ls-files 'tools/*.sh' 'clients/*.py' 'clients/*.sh'); do
    head -n 1 "$script" | grep -q '^#!' || continue
    [ -x "$script" ] || { printf '%s is not executable\n' "$script" && bad=1; }
  done
  return $bad
}

# Every `./weir word` of the documents is a command of the launcher, and every relative link leads somewhere.
documented_commands_exist() {
  local word bad=0 commands
  commands=$(./weir --help | grep -oE '\./weir [a-z]+' | sort -u)
  while read -r word; do
    grep -qxF "$word" <<<"$commands" || { printf '%s is no command\n' "$word" && bad=1; }
  done < <(grep -hoE '\./weir [a-z]+' ./*.md docs/*.md 2>/dev/null | sort -u)
  return $bad
}

links_lead_somewhere() {
  local document link bad=0
  for document in $(git ls-files '*.md'); do
    [ -f "$document" ] || continue
    while read -r link; do
      [ -e "$(dirname "$document")/$link" ] || { printf '%s: %s leads nowhere\n' "$document" "$link" && bad=1; }
    done < <(grep -oE '\]\([^)# ]+' "$document" | cut -c 3- | grep -vE '^[a-z]+:')
  done
  return $bad
}

check 'no file names the host of a package registry' \
  none_match 'repo1?[.](maven|apache)[.]|registry[.](npmjs|yarnpkg)|pypi[.](org|python)|python[h]osted|central[.]sonatype'
check 'no file names a path of somebody'"'"'s machine' \
  none_match '(^|[^A-Za-z0-9._/-])/(home|work|root|Users)/[A-Za-z0-9]'
check 'no file is larger than 1 MB' no_large_file
check 'lock files hold no download addresses' no_download_addresses
check 'nothing is left to do' none_match '(TODO|FIXME|XXX)(:|\()'
check 'scripts are executable' scripts_are_executable
check 'documented commands exist' documented_commands_exist
check 'relative links lead somewhere' links_lead_somewhere
report_checks "${1:-}"
