#!/usr/bin/env bash
# After the build, in the image's build stage: lays out an installation below IMAGE, which stands for the image's root, and
# links a Java runtime for it at RUNTIME: docker/assemble.sh IMAGE RUNTIME
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
image=$1
runtime=$2
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

jlink -J-XX:TieredStopAtLevel=1 --add-modules java.se,jdk.charsets,jdk.crypto.ec,jdk.httpserver,jdk.jfr,jdk.localedata,jdk.management,jdk.naming.dns,jdk.net,jdk.unsupported,jdk.zipfs \
  --include-locales=en --strip-java-debug-attributes --no-header-files --no-man-pages --generate-cds-archive \
  --output "$runtime"
rm -f "$runtime/lib/server/classes_nocoops.jsa" # for heaps above 32 GB
cp -L --remove-destination /etc/ssl/certs/java/cacerts "$runtime/lib/security/cacerts"
