/** The persistence SPI and its in-memory form. */
@NullMarked
package dev.sdr.store;

import org.jspecify.annotations.NullMarked;
