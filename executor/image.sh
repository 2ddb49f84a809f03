#!/usr/bin/env bash
# Builds the sandbox image. If no image registry is reachable, it first builds the base image from Debian packages.
#   executor/image.sh [--packages "golang-go cargo"] [--tag NAME] [--base IMAGE]
# MIRROR sets another Debian mirror. Needs a Docker engine, and mmdebstrap or debootstrap to build the base image.
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

docker version >/dev/null 2>&1 || fail "no Docker engine responds; start one, or set DOCKER_HOST"
if [ -z "$base" ]; then
  base=debian:trixie-slim
  if ! docker image inspect "$base" >/dev/null 2>&1 && ! docker pull -q "$base" >/dev/null 2>&1; then
    base=codeagent/base:trixie
    docker image inspect "$base" >/dev/null 2>&1 || {
      echo "no image registry is reachable: building $base from Debian packages"
      "$root/docker/base.sh" "$base" >/dev/null
    }
  fi
fi
echo "building $tag on $base"
docker build --build-arg BASE="$base" --build-arg PACKAGES="$packages" -t "$tag" - <"$root/executor/Dockerfile"
