#!/usr/bin/env bash
# The scripted world over many seeds: prints each violation with its seed, and how long a seed took on average.
#
#   benchmarks/world.sh [--seeds N] [--from N]
set -euo pipefail
cd "$(dirname "$0")/.."
mvn -q -B -Pbenchmarks -pl benchmarks -am -DskipTests -Dspotless.check.skip -Dcheckstyle.skip -Djavadoc.skip package
exec java -Dorg.slf4j.simpleLogger.defaultLogLevel=error -cp "benchmarks/target/classes:$(cat benchmarks/target/classpath)" dev.sdr.benchmarks.Worlds "$@"
