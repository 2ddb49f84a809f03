/**
 * Shared code of the benchmarks: the server and the scripted model as processes, a plain WebSocket client, a REST
 * client, options, samples and tables. No benchmark is here.
 */
@NullMarked
package dev.codeagent.bench.harness;

import org.jspecify.annotations.NullMarked;
