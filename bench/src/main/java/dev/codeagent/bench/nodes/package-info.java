/** Servers that share one database. */
@NullMarked
package dev.codeagent.bench.nodes;

import org.jspecify.annotations.NullMarked;
