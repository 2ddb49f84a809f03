#!/usr/bin/env bash
# Records a session of the command line at 80 and 140 columns into this directory. Needs a build: ./codeagent up && ./codeagent down
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
exec "$java" -Dcodeagent.root="$root" -Dfile.encoding=UTF-8 --enable-native-access=ALL-UNNAMED \
  -cp "$root/bench/target/bench/codeagent-bench.jar" dev.codeagent.bench.recording.SessionRecorder "$root/docs/recordings"
