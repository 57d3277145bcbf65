/** The store on PostgreSQL and H2. */
@NullMarked
package dev.sdr.jdbc;

import org.jspecify.annotations.NullMarked;
