#!/usr/bin/env bash
# Links a Java runtime that has what the server needs, and archives the image's classes anew for it, because an archive is
# good for one Java: docker/link.sh RUNTIME IMAGE, where the build is, which is where the image has it
set -euo pipefail
runtime=$1
image=$2

jlink -J-XX:TieredStopAtLevel=1 --add-modules java.se,jdk.charsets,jdk.crypto.ec,jdk.httpserver,jdk.jfr,jdk.localedata,jdk.management,jdk.naming.dns,jdk.net,jdk.unsupported,jdk.zipfs \
  --include-locales=en --strip-java-debug-attributes --no-header-files --no-man-pages --generate-cds-archive \
  --output "$runtime"
rm -f "$runtime/lib/server/classes_nocoops.jsa" # for heaps above 32 GB
cp -L --remove-destination /etc/ssl/certs/java/cacerts "$runtime/lib/security/cacerts"

archive() { # the jar, without its ending, that the options after it run
  "$runtime/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xlog:disable -XX:ArchiveClassesAtExit="$image$PWD/$1.jsa" "${@:2}"
}
server=ear/micro/target/server
cli=clients/cli/target/cli/codeagent-cli
rm "$image$PWD/$server/codeagent-server.jsa" "$image$PWD/$cli.jsa"
archive $server/codeagent-server "@$server/jvm.options" -jar "$PWD/$server/codeagent-server.jar" --rehearse "$(mktemp -d)"
archive $cli -cp "$PWD/$cli.jar" dev.codeagent.cli.CdsTrainingRun
