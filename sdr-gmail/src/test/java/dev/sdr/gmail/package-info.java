@NullMarked
package dev.sdr.gmail;

import org.jspecify.annotations.NullMarked;
