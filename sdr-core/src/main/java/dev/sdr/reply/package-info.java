/** Understanding replies: the classifier SPI, its built-in rules and what is done about a reply. */
@NullMarked
package dev.sdr.reply;

import org.jspecify.annotations.NullMarked;
