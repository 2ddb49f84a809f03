/** Cost of the server's start and memory, and of the client's commands. */
package dev.codeagent.bench.start;
