/** The exceptions this library throws for polling, classifying, composing and opening. */
@NullMarked
package dev.sdr.error;

import org.jspecify.annotations.NullMarked;
