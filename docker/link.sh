#!/usr/bin/env bash
# Links a Java runtime with the modules that the server needs, and creates its class data sharing (CDS) archives, because
# an archive works with one Java only: docker/link.sh RUNTIME IMAGE, in the folder that the image uses too
set -euo pipefail
runtime=$1
image=$2

jlink -J-XX:TieredStopAtLevel=1 --add-modules java.se,jdk.charsets,jdk.crypto.ec,jdk.httpserver,jdk.jfr,jdk.localedata,jdk.management,jdk.naming.dns,jdk.net,jdk.unsupported,jdk.zipfs \
  --include-locales=en --strip-java-debug-attributes --no-header-files --no-man-pages --generate-cds-archive \
  --output "$runtime"
rm -f "$runtime/lib/server/classes_nocoops.jsa" # for heaps above 32 GB
cp -L --remove-destination /etc/ssl/certs/java/cacerts "$runtime/lib/security/cacerts"

archive() { # JAR without its extension, OPTIONS that run it
  "$runtime/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xlog:disable -XX:ArchiveClassesAtExit="$image$PWD/$1.jsa" "${@:2}"
}
server=ear/micro/target/server
cli=clients/cli/target/cli/codeagent-cli
rm "$image$PWD/$server/codeagent-server.jsa" "$image$PWD/$cli.jsa"
archive $server/codeagent-server "@$server/jvm.options" -jar "$PWD/$server/codeagent-server.jar" --rehearse "$(mktemp -d)"
archive $cli -cp "$PWD/$cli.jar" dev.codeagent.cli.CdsTrainingRun
