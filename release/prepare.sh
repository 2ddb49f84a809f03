#!/usr/bin/env bash
# Prepares the working tree for a release: release/prepare.sh VERSION sets the version and the build timestamp, and renames
# the changelog's section. Review, commit and tag the result.
set -euo pipefail

fail() { printf 'release: %s\n' "$1" >&2; exit 1; }
version=${1:-}
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$ ]] || fail "the version is missing or invalid; use for example: release/prepare.sh 1.2.0"
cd "$(dirname "${BASH_SOURCE[0]}")/.."
old=$(sed -n 's:^  <version>\(.*\)</version>$:\1:p' pom.xml | head -n 1)
today=$(date -u +%Y-%m-%d)

replace() { # PATTERN FILE; BSD sed has no -i without a suffix
  sed "$1" "$2" >"$2.new" && cat "$2.new" >"$2" && rm "$2.new"
}
git ls-files '*pom.xml' | grep -v '^demo/' | while IFS= read -r pom; do
  replace "s:<version>${old//./\\.}</version>:<version>$version</version>:" "$pom"
done
case $version in
  *-SNAPSHOT) echo "the version is $version; next: add a section '## Unreleased' to CHANGELOG.md" ;;
  *)
    replace "s:\(<project.build.outputTimestamp>\).*\(</project\):\1${today}T00\:00\:00Z\2:" pom.xml
    replace "s/^## Unreleased\$/## $version – $today/" CHANGELOG.md
    echo "next: git commit -am 'Release $version' && git tag v$version && release/build.sh $version"
    ;;
esac
