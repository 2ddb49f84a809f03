/** Cost of the server's start and memory, and of the client's commands. */
@NullMarked
package dev.codeagent.bench.start;

import org.jspecify.annotations.NullMarked;
