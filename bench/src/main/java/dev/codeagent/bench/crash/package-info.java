/** Kills the server, executors or the Docker engine during runs and verifies how the runs end. */
@NullMarked
package dev.codeagent.bench.crash;

import org.jspecify.annotations.NullMarked;
