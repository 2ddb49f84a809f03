/** The server of a data directory on this machine: where it listens, and how it proves that it is this server. */
@NullMarked
package dev.codeagent.client.local;

import org.jspecify.annotations.NullMarked;
