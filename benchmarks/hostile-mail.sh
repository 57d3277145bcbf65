#!/usr/bin/env bash
# How long hostile mail takes from bytes to verdict, at a size and at ten times that size.
#
#   benchmarks/hostile-mail.sh [N]
set -euo pipefail
cd "$(dirname "$0")/.."
mvn -q -B -pl sdr-core test-compile -Dspotless.check.skip -Dcheckstyle.skip
mvn -q -B -pl sdr-core dependency:build-classpath -Dmdep.outputFile=target/test-classpath -Dmdep.includeScope=test
exec java -cp "sdr-core/target/classes:sdr-core/target/test-classes:$(cat sdr-core/target/test-classpath)" dev.sdr.inbox.HostileMailTimes "$@"
