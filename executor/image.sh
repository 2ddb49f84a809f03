#!/usr/bin/env bash
# Makes the image of the sandboxes. Where no image registry is reachable it makes the base from Debian's packages first.
#   executor/image.sh [--packages "golang-go cargo"] [--tag NAME] [--base IMAGE]
# MIRROR names another mirror of Debian. Needs an engine, and mmdebstrap or debootstrap where the base has to be made.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
tag=codeagent/sandbox:latest
packages=
base=

fail() { printf 'executor/image.sh: %s\n' "$1" >&2; exit "${2:-3}"; }

while [ $# -gt 0 ]; do
  [ $# -gt 1 ] || fail "$1 needs a value" 2
  case $1 in
    --packages) packages=$2 ;;
    --tag) tag=$2 ;;
    --base) base=$2 ;;
    *) fail "unknown option $1; options are --packages, --tag and --base" 2 ;;
  esac
  shift 2
done

docker version >/dev/null 2>&1 || fail "no Docker engine answers; start one, or set DOCKER_HOST"
if [ -z "$base" ]; then
  base=debian:trixie-slim
  if ! docker image inspect "$base" >/dev/null 2>&1 && ! docker pull -q "$base" >/dev/null 2>&1; then
    base=codeagent/base:trixie
    docker image inspect "$base" >/dev/null 2>&1 || {
      echo "no image registry is reachable: making $base from Debian's packages"
      "$root/docker/base.sh" "$base" >/dev/null
    }
  fi
fi
echo "building $tag on $base"
docker build --build-arg BASE="$base" --build-arg PACKAGES="$packages" -t "$tag" - <"$root/executor/Dockerfile"
