/** The main job on one machine, offline; with arguments, for real. */
@NullMarked
package dev.sdr.quickstart;

import org.jspecify.annotations.NullMarked;
