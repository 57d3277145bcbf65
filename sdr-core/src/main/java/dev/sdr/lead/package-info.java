/** Who is written to: leads, their addresses and their import. */
@NullMarked
package dev.sdr.lead;

import org.jspecify.annotations.NullMarked;
