/** A server that is killed in the middle of runs, and what becomes of them. */
package dev.codeagent.bench.crash;
