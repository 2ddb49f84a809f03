/** Servers that share a database. */
package dev.codeagent.bench.nodes;
