/** Entry point of the command line client. The commands are in {@code command}; no code of the server is here. */
@NullMarked
package dev.codeagent.cli;

import org.jspecify.annotations.NullMarked;
