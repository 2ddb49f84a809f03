/**
 * The program inside a project's sandbox: an MCP server (Model Context Protocol, revision 2025-11-25) over stdio that
 * executes all tools on the workspace. This package starts it and opens the workspace; the tools are in the
 * subpackages. It contains nothing of runs and models, which are in the server.
 */
@NullMarked
package dev.codeagent.executor;

import org.jspecify.annotations.NullMarked;
