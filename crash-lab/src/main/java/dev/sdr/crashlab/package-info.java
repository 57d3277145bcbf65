/** Child processes run the real runner on a real PostgreSQL and mail server, are killed, and everything is counted. */
@NullMarked
package dev.sdr.crashlab;

import org.jspecify.annotations.NullMarked;
