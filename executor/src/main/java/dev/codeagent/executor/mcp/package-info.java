/** The Model Context Protocol over stdio; knows of no tool. */
package dev.codeagent.executor.mcp;
