/** The Model Context Protocol over stdio. The tools are not here. */
package dev.codeagent.executor.mcp;
