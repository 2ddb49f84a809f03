/** Kills the server, executors or the Docker engine during runs and verifies how the runs end. */
package dev.codeagent.bench.crash;
