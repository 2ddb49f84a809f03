/** What it costs to be there: the server's start and memory, and the client's commands. */
package dev.codeagent.bench.start;
