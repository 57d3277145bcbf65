/** A host that mounts the pages its mails point to, and walks through them by itself. */
@NullMarked
package dev.sdr.webhost;

import org.jspecify.annotations.NullMarked;
