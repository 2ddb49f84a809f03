/** The server's settings as one record, read once on startup, and the lock on the data directory. */
@NullMarked
package dev.codeagent.config;

import org.jspecify.annotations.NullMarked;
