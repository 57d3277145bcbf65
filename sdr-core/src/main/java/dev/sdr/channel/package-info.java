/** How something is sent: the channel SPI, touches and what became of them. */
@NullMarked
package dev.sdr.channel;

import org.jspecify.annotations.NullMarked;
