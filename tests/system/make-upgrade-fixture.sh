#!/usr/bin/env bash
# Makes the archives of the upgrade test again: data directories with runs of an earlier version, on SQLite and PostgreSQL.
# usage: tests/system/make-upgrade-fixture.sh [COMMIT]
#
# The archives in src/test/resources/upgrade come from the commit below, the last one before internal names were changed.
# It needs bubblewrap, git, Maven, and Node.js 20 or newer. The runs follow
# src/test/resources/upgrade/script.json; UpgradeFixtureMaker starts them and kills the server.
set -euo pipefail

commit=${1:-13ad59d}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
earlier=$(mktemp -d)
trap 'rm -rf "$earlier" /tmp/codeagent-upgrade' EXIT

git clone -q "$root" "$earlier"
git -C "$earlier" checkout -q "$commit"
(cd "$earlier" && mvn -q -B -DskipTests package)
cd "$root"
mvn -q -B -pl tests/system -am verify -Dtest=NoSuchTest -Dit.test=UpgradeFixtureMaker \
  -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false -Dcodeagent.root="$earlier" \
  -Dcodeagent.upgrade.output="$root/tests/system/src/test/resources/upgrade"
ls -l "$root"/tests/system/src/test/resources/upgrade/*.tar.gz
