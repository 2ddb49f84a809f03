#!/usr/bin/env bash
# Builds a release from the commit that is checked out: release/build.sh VERSION [--no-image] [--twice]
# The result is in target/release/VERSION. --twice builds again elsewhere and compares byte for byte.
# With a container engine the image codeagent/main:vVERSION is built and saved too; --no-image leaves it out.
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
    -*) fail "unknown option $word; known are --no-image and --twice" ;;
    *) [ -z "$version" ] || fail "one version only, not $version and $word"; version=$word ;;
  esac
done
[ -n "$version" ] || fail "name the version: release/build.sh 1.2.0"
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$ ]] || fail "'$version' is no version such as 1.2.0 (and the tag is v1.2.0)"

# What is released is a commit, and the commit must say so itself.
cd "$root"
changed=$(git status --porcelain)
[ -z "$changed" ] || fail "the tree has changes that are in no commit; commit or remove them:
$(head -n 10 <<<"$changed")"
commit=$(git rev-parse HEAD)
tagged=$(git rev-parse -q --verify "refs/tags/v$version^{commit}" || true)
[ -z "$tagged" ] || [ "$tagged" = "$commit" ] || fail "the tag v$version is on ${tagged:0:12}, but ${commit:0:12} is checked out"
pom=$(sed -n 's:^  <version>\(.*\)</version>$:\1:p' pom.xml | head -n 1)
[ "$pom" = "$version" ] || fail "the pom's version is $pom, not $version; \`release/prepare.sh $version\` sets it"
section=$version
case $version in *-SNAPSHOT) section=Unreleased ;; esac
grep -qE "^## \[?${section//./\\.}\]?([[:space:](]|$)" CHANGELOG.md ||
  fail "CHANGELOG.md has no section '## $section': write what is new in $version for those who run it"

for home in "${JAVA_HOME:-}" /usr/lib/jvm/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
  [ -x "$home/bin/javac" ] && [ -r "$home/release" ] || continue
  found=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release")
  [ "${found:-0}" -ge $needed ] && { export JAVA_HOME=$home; break; }
done
[ "${found:-0}" -ge $needed ] || fail "no JDK of version $needed or newer was found; set JAVA_HOME"
command -v mvn >/dev/null || fail "Maven is missing"

began=$(date -u +%Y-%m-%dT%H:%M:%SZ)
out=$root/target/release/$version
work=$root/target/release/work
rm -rf "$out" "$work"

# Builds a clone, so that nothing of this tree but the commit gets in: build FOLDER RESULT
build() {
  mkdir -p "${1%/*}"
  git clone -q --no-local "$root" "$1"
  git -C "$1" checkout -q "$commit"
  say "building ${commit:0:12} in ${1#"$root"/}"
  if ! (cd "$1" && mvn -q -B -ntp -DskipTests -pl release/tools,release/distribution -am verify) >"$1.log" 2>&1; then
    grep -E '^\[(ERROR|FATAL)\]' "$1.log" | head -n 30 >&2 || true
    fail "the build failed; all of its output is in $1.log"
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
  say "image: left out, as --no-image says"
elif ! docker info >/dev/null 2>&1; then
  say "image: left out, because no Docker engine answers (docker info)"
elif ! [ -f "$work/first/Dockerfile" ]; then
  say "image: left out, because this commit has no Dockerfile"
else
  docker build -q --target code-agent -t "codeagent/main:v$version" "$work/first" >&2 || fail "the image was not built; see above"
  docker save "codeagent/main:v$version" -o "$out/codeagent-main-$version.image.tar"
  say "image: codeagent/main:v$version"
fi

# Addresses may hold names and keys of people, and paths name this machine only.
source=$(git remote get-url origin 2>/dev/null | sed -nE 's#^(https?|ssh)://([^@/]*@)?#\1://#p; s#^git@([^:]+):#ssh://\1/#p' || true)
builder=urn:codeagent:local-build
[ -z "${GITHUB_WORKFLOW_REF:-}" ] || builder=$GITHUB_SERVER_URL/$GITHUB_WORKFLOW_REF
jdk=$(sed -n 's/^IMPLEMENTOR_VERSION="\(.*\)"/\1/p; s/^JAVA_RUNTIME_VERSION="\(.*\)"/\1/p' "$JAVA_HOME/release" | head -n 1)
tools seal "$version" "$out" "$commit" "$source" "$builder" "JDK $jdk, $(mvn -v 2>&1 | sed -n '1s/\x1b\[[0-9;]*m//gp'), $(uname -sm)" "$began"
rm -rf "$work"
say "release $version of ${commit:0:12} is in ${out#"$root"/}:"
(cd "$out" && ls -1)
