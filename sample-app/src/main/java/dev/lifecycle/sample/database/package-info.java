/**
 * The database and its migrations.
 */
@NullMarked
package dev.lifecycle.sample.database;

import org.jspecify.annotations.NullMarked;
