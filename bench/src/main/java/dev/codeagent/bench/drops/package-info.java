/** Clients whose connections break all the time, and what they know in the end. */
package dev.codeagent.bench.drops;
