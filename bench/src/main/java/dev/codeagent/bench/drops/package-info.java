/** Clients whose connections are cut repeatedly, and the events that they have at the end. */
@NullMarked
package dev.codeagent.bench.drops;

import org.jspecify.annotations.NullMarked;
