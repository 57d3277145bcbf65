/** Sequences, their steps and conditions, campaigns and enrollments; the YAML compiler. */
@NullMarked
package dev.sdr.sequence;

import org.jspecify.annotations.NullMarked;
