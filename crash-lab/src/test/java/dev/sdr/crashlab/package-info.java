@NullMarked
package dev.sdr.crashlab;

import org.jspecify.annotations.NullMarked;
