/** For tests: contracts for every SPI, a virtual clock, and the scripted world. */
@NullMarked
package dev.sdr.testkit;

import org.jspecify.annotations.NullMarked;
