/** Clients whose connections are cut repeatedly, and the events that they have at the end. */
package dev.codeagent.bench.drops;
