#!/usr/bin/env bash
# Creates the base image from Debian packages, for machines that cannot reach an image registry:
#   docker/base.sh && docker build --build-arg BASE=codeagent/base:trixie .
# Needs mmdebstrap (faster) or debootstrap as root, and a Docker engine. MIRROR selects another Debian mirror.
set -euo pipefail
image=${1:-codeagent/base:trixie}
mirror=${MIRROR:-http://deb.debian.org/debian}
suite=trixie

fail() { printf 'docker/base.sh: %s\n' "$1" >&2; exit 3; }

docker version >/dev/null 2>&1 || fail "no Docker engine answers; start one, or set DOCKER_HOST"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# As in Debian's own images: no documentation and no package archive in a layer.
rules=$work/rules/etc
trust=$work/rules/usr/local/share/ca-certificates
mkdir -p "$rules/dpkg/dpkg.cfg.d" "$rules/apt/apt.conf.d" "$trust"
printf '%s\n' 'path-exclude /usr/share/doc/*' 'path-include /usr/share/doc/*/copyright' 'path-exclude /usr/share/man/*' \
  'path-exclude /usr/share/info/*' 'path-exclude /usr/share/locale/*' >"$rules/dpkg/dpkg.cfg.d/slim"
# An interrupted build starts again, so dpkg does not need to sync each file to disk.
echo force-unsafe-io >"$rules/dpkg/dpkg.cfg.d/quick"
printf '%s\n' 'APT::Keep-Downloaded-Packages "false";' 'Binary::apt::APT::Keep-Downloaded-Packages "false";' \
  'Acquire::Languages "none";' >"$rules/apt/apt.conf.d/slim"
# The image trusts the same authorities as this machine, for example of a proxy that inspects TLS.
cp /usr/local/share/ca-certificates/*.crt "$trust/" 2>/dev/null || true

if command -v mmdebstrap >/dev/null; then
  mmdebstrap --quiet --variant=minbase --setup-hook="copy-in $rules/dpkg /etc" \
    --customize-hook="copy-in $rules/apt /etc" --customize-hook="copy-in $work/rules/usr /" "$suite" "$work/root.tar" "$mirror"
elif command -v debootstrap >/dev/null; then
  [ "$(id -u)" = 0 ] || fail "debootstrap needs root; run this with sudo, or install mmdebstrap"
  debootstrap --variant=minbase "$suite" "$work/root" "$mirror" >"$work/log" || { tail "$work/log" >&2; exit 3; }
  cp -a "$work/rules/." "$work/root/"
  rm -rf "$work"/root/var/lib/apt/lists/* "$work"/root/var/cache/apt/archives/*.deb
  tar -C "$work/root" --numeric-owner -cf "$work/root.tar" .
else
  fail "mmdebstrap or debootstrap is needed; install one, for example with: sudo apt install mmdebstrap"
fi

docker import --change 'CMD ["bash"]' "$work/root.tar" "$image" >/dev/null
echo "$image"
