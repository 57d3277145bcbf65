#!/bin/sh
# The long form of the crash lab: builds what it needs, kills processes, counts what was received.
# benchmarks/crash-lab.sh [--kills N] [--leads N] [--seed N] [--processes N]; see docs/crash-lab.md.
set -eu
cd "$(dirname "$0")/.."
mvn -q -B -pl crash-lab -am -DskipTests -Dcheckstyle.skip -Dspotless.check.skip \
  compile dependency:build-classpath -Dmdep.outputFile=target/classpath
exec java -XX:TieredStopAtLevel=1 -Xmx512m \
  -cp "crash-lab/target/classes:$(cat crash-lab/target/classpath)" dev.sdr.crashlab.CrashLab "$@"
