/** Throughput of the run journal in events per second. */
package dev.codeagent.bench.journal;
