#!/usr/bin/env bash
# Measures on one real PostgreSQL, prints a RESULT line for each contender, and writes docs/performance.md and
# docs/performance.svg. A run with --quick or --only writes them to benchmarks/target/, unless --docs is given.
#
#   benchmarks/run.sh [--quick] [--only name,name] [--rounds N] [--docs] [JDBC-URL]
#
# Without a URL it starts a PostgreSQL of its own, with durability on. With one, it needs a user that may create schemas
# (sdr_bench_*; they are dropped and created).
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
cd "$top"
mvn -q -B -Pbenchmarks -pl benchmarks -am -Dmaven.test.skip=true -Dspotless.check.skip -Dcheckstyle.skip -Djavadoc.skip package
exec java -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp "benchmarks/target/classes:$(cat benchmarks/target/classpath)" dev.sdr.benchmarks.Benchmarks "$@"
