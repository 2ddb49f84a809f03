#!/usr/bin/env bash
# Creates an image with the program of a model server, for example a llama-server built on Debian 13:
#   docker/llm-image.sh PROGRAM [FILE|FOLDER]... [--packages "libgomp1"] [--tag NAME] [--base IMAGE]
# Copies the files to /opt/model, which is on the PATH. Models do not belong here, but in a volume (docs/docker-llm.md).
# Creates the base image from Debian packages first if no image registry is reachable. Needs a Docker engine.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
tag=codeagent/llm:latest
packages=
base=
program=

fail() { printf 'docker/llm-image.sh: %s\n' "$1" >&2; exit "${2:-3}"; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/model"
while [ $# -gt 0 ]; do
  case $1 in
    --packages | --tag | --base) [ $# -gt 1 ] || fail "$1 needs a value" 2 ;;&
    --packages) packages=$2; shift ;;
    --tag) tag=$2; shift ;;
    --base) base=$2; shift ;;
    --*) fail "unknown option $1; options are --packages, --tag and --base" 2 ;;
    *)
      [ -e "$1" ] || fail "there is no file or directory $1" 2
      program=${program:-$(basename "$1")}
      cp -rL "$1" "$work/model/"
      ;;
  esac
  shift
done
[ -n "$program" ] || fail "name the program of the model server and the files that it needs" 2
[ -f "$work/model/$program" ] || fail "$program is a directory; name the program first" 2
chmod -R a+rX "$work/model"
chmod a+rx "$work/model/$program"

docker version >/dev/null 2>&1 || fail "no Docker engine answers; start one, or set DOCKER_HOST"
if [ -z "$base" ]; then
  base=debian:trixie-slim
  if ! docker image inspect "$base" >/dev/null 2>&1 && ! docker pull -q "$base" >/dev/null 2>&1; then
    base=codeagent/base:trixie
    docker image inspect "$base" >/dev/null 2>&1 || {
      echo "no image registry is reachable: creating $base from Debian packages"
      "$root/docker/base.sh" "$base" >/dev/null
    }
  fi
fi
cat >"$work/Dockerfile" <<'END'
ARG BASE
FROM ${BASE}
ARG PACKAGES=""
RUN [ -z "${PACKAGES}" ] || { apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ${PACKAGES} \
 && apt-get clean && rm -rf /var/lib/apt/lists/*; }
COPY model/ /opt/model/
ENV PATH=/opt/model:/usr/local/bin:/usr/bin:/bin LD_LIBRARY_PATH=/opt/model HOME=/tmp
USER 10001:10001
WORKDIR /opt/model
END
echo "building $tag with $program on $base"
docker build -q --build-arg BASE="$base" --build-arg PACKAGES="$packages" -t "$tag" "$work" >/dev/null
echo "$tag"
