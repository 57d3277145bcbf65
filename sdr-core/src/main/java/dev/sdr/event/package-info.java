/** What happened, as a durable feed. */
@NullMarked
package dev.sdr.event;

import org.jspecify.annotations.NullMarked;
