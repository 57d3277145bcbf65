/** Servlets that a host mounts: opens, clicks, unsubscribing and what providers post. */
@NullMarked
package dev.sdr.web;

import org.jspecify.annotations.NullMarked;
