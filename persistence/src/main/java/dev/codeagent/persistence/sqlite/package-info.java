/** Snapshots, checks and archives of SQLite databases. */
@NullMarked
package dev.codeagent.persistence.sqlite;

import org.jspecify.annotations.NullMarked;
