/**
 * The program inside a project's sandbox: an MCP server (Model Context Protocol, revision 2025-11-25) over stdio that
 * executes all tools on the workspace. This package starts it and opens the workspace; the tools are in the
 * subpackages. The server, runs and models are not here.
 */
@NullMarked
package dev.codeagent.executor;

import org.jspecify.annotations.NullMarked;
