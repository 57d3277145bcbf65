/** Gmail as inbox and mailer, and Google's OAuth for it. */
@NullMarked
package dev.sdr.gmail;

import org.jspecify.annotations.NullMarked;
