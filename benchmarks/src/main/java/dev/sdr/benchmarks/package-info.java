/** Measures the library, its peers and the raw limit on one real PostgreSQL. */
@org.jspecify.annotations.NullMarked
package dev.sdr.benchmarks;
