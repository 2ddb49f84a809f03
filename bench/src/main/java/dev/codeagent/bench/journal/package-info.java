/** Throughput of the run journal in events per second. */
@NullMarked
package dev.codeagent.bench.journal;

import org.jspecify.annotations.NullMarked;
