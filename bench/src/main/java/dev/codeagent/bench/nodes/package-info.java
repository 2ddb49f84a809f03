/** Servers that share one database. */
package dev.codeagent.bench.nodes;
