/** Finds, starts, stops and calls the server, and finds model servers of this machine. */
@NullMarked
package dev.codeagent.cli.server;

import org.jspecify.annotations.NullMarked;
