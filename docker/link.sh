#!/usr/bin/env bash
# Links a Java runtime that has what the server needs: docker/link.sh RUNTIME
set -euo pipefail
runtime=$1

jlink -J-XX:TieredStopAtLevel=1 --add-modules java.se,jdk.charsets,jdk.crypto.ec,jdk.httpserver,jdk.jfr,jdk.localedata,jdk.management,jdk.naming.dns,jdk.net,jdk.unsupported,jdk.zipfs \
  --include-locales=en --strip-java-debug-attributes --no-header-files --no-man-pages --generate-cds-archive \
  --output "$runtime"
rm -f "$runtime/lib/server/classes_nocoops.jsa" # for heaps above 32 GB
cp -L --remove-destination /etc/ssl/certs/java/cacerts "$runtime/lib/security/cacerts"
