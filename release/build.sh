#!/usr/bin/env bash
# Builds a release from the checked-out commit: release/build.sh VERSION [--no-image] [--twice]
# The result is in target/release/VERSION. --twice builds again in another folder and compares byte for byte.
# If a Docker engine answers, it also builds and saves the image codeagent/main:vVERSION; --no-image skips that.
set -euo pipefail

needed=21
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
fail() { printf 'release: %s\n' "$1" >&2; exit 1; }
say() { printf '%s\n' "$1" >&2; }

version=
image=true
twice=false
for word in "$@"; do
  case $word in
    --no-image) image=false ;;
    --twice) twice=true ;;
    -*) fail "unknown option $word; options are --no-image and --twice" ;;
    *) [ -z "$version" ] || fail "name one version, not $version and $word"; version=$word ;;
  esac
done
[ -n "$version" ] || fail "the version is missing; name it, for example: release/build.sh 1.2.0"
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$ ]] || fail "'$version' is not a version; use for example 1.2.0 (its tag is v1.2.0)"

# A release is a commit; its version, tag and changelog must match.
cd "$root"
changed=$(git status --porcelain)
[ -z "$changed" ] || fail "the working tree has uncommitted changes; commit or remove them:
$(head -n 10 <<<"$changed")"
commit=$(git rev-parse HEAD)
tagged=$(git rev-parse -q --verify "refs/tags/v$version^{commit}" || true)
[ -z "$tagged" ] || [ "$tagged" = "$commit" ] || fail "the tag v$version is on ${tagged:0:12}, but ${commit:0:12} is checked out; check out the tag"
pom=$(sed -n 's:^  <version>\(.*\)</version>$:\1:p' pom.xml | head -n 1)
[ "$pom" = "$version" ] || fail "the version in pom.xml is $pom, not $version; set it with \`release/prepare.sh $version\`"
section=$version
case $version in *-SNAPSHOT) section=Unreleased ;; esac
grep -qE "^## \[?${section//./\\.}\]?([[:space:](]|$)" CHANGELOG.md ||
  fail "CHANGELOG.md has no section '## $section'; add one that describes what is new in $version for users"

for home in "${JAVA_HOME:-}" /usr/lib/jvm/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
  [ -x "$home/bin/javac" ] && [ -r "$home/release" ] || continue
  found=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release")
  [ "${found:-0}" -ge $needed ] && { export JAVA_HOME=$home; break; }
done
[ "${found:-0}" -ge $needed ] || fail "found no JDK $needed or newer; set JAVA_HOME"
command -v mvn >/dev/null || fail "Maven is missing; install it, for example with: sudo apt install maven"

began=$(date -u +%Y-%m-%dT%H:%M:%SZ)
out=$root/target/release/$version
work=$root/target/release/work
rm -rf "$out" "$work"

# Builds a clone, so that the release contains only the commit: build FOLDER RESULT
build() {
  mkdir -p "${1%/*}"
  git clone -q --no-local "$root" "$1"
  git -C "$1" checkout -q "$commit"
  say "building ${commit:0:12} in ${1#"$root"/}"
  if ! (cd "$1" && mvn -q -B -ntp -DskipTests -pl release/tools,release/distribution -am verify) >"$1.log" 2>&1; then
    grep -E '^\[(ERROR|FATAL)\]' "$1.log" | head -n 30 >&2 || true
    fail "the build failed; see its output in $1.log"
  fi
  "$JAVA_HOME/bin/java" -jar "$1/release/tools/target/tools/codeagent-release.jar" pack "$1" "$version" "$2"
}
tools() { "$JAVA_HOME/bin/java" -jar "$work/first/release/tools/target/tools/codeagent-release.jar" "$@"; }

build "$work/first" "$out"
if $twice; then
  build "$work/elsewhere/second" "$work/again"
  tools compare "$version" "$out" "$work/again"
fi

if ! $image; then
  say "image: skipped (--no-image)"
elif ! docker info >/dev/null 2>&1; then
  say "image: skipped, no Docker engine answers (docker info)"
elif ! [ -f "$work/first/Dockerfile" ]; then
  say "image: skipped, this commit has no Dockerfile"
else
  docker build -q --target code-agent -t "codeagent/main:v$version" "$work/first" >&2 || fail "the build of the image failed; see above"
  docker save "codeagent/main:v$version" -o "$out/codeagent-main-$version.image.tar"
  say "image: codeagent/main:v$version"
fi

# Removes user names and keys from the URL of the repository; omits local paths.
source=$(git remote get-url origin 2>/dev/null | sed -nE 's#^(https?|ssh)://([^@/]*@)?#\1://#p; s#^git@([^:]+):#ssh://\1/#p' || true)
builder=urn:codeagent:local-build
[ -z "${GITHUB_WORKFLOW_REF:-}" ] || builder=$GITHUB_SERVER_URL/$GITHUB_WORKFLOW_REF
jdk=$(sed -n 's/^IMPLEMENTOR_VERSION="\(.*\)"/\1/p; s/^JAVA_RUNTIME_VERSION="\(.*\)"/\1/p' "$JAVA_HOME/release" | head -n 1)
tools seal "$version" "$out" "$commit" "$source" "$builder" "JDK $jdk, $(mvn -v 2>&1 | sed -n '1s/\x1b\[[0-9;]*m//gp'), $(uname -sm)" "$began"
rm -rf "$work"
say "release $version of ${commit:0:12} is in ${out#"$root"/}:"
(cd "$out" && ls -1)
