/** What a tool is: its specification, arguments, result and effect. No tool lives here, and nothing of MCP's messages. */
package dev.codeagent.executor.tool;
