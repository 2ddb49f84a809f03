#!/usr/bin/env bash
# After the build, in the image's build stage: lays out an installation below IMAGE, which stands for the image's root:
# docker/assemble.sh IMAGE
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
image=$1
home=$image/opt/codeagent

take() { # a file or folder, to the place that it has here
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

# By this file the server knows that it is the image's: then it may listen for its engine.
: >"$home/ear/micro/target/server/container"

chmod -R a+rX "$image"
