#!/usr/bin/env bash
# Copies the build output into the folder IMAGE, the future root of the image. Runs in the build stage, after the build:
# docker/assemble.sh IMAGE
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
image=$1
home=$image/opt/codeagent

take() { # copies a file or folder to the same path in the image
  mkdir -p "$home/$(dirname "$1")"
  cp -aT "$1" "$home/$1"
}

take ear/micro/target/server
take clients/cli/target/cli
take fake-model/target/fake-model
take demo
take LICENSE
rm -rf "$home/demo/project/target"
mkdir -p "$image/usr/local/bin"
cp docker/bin/* "$image/usr/local/bin/"

# The server detects the image by this file; only then may it listen on 0.0.0.0.
: >"$home/ear/micro/target/server/container"

chmod -R a+rX "$image"
