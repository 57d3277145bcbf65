/** What becomes of mail after it left: what providers report, opens and clicks. */
@NullMarked
package dev.sdr.track;

import org.jspecify.annotations.NullMarked;
