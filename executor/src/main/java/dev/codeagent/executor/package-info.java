/**
 * The program inside a project's sandbox: speaks the Model Context Protocol (revision 2025-11-25) over stdio and does all
 * work on the workspace. It knows nothing of the server, of runs or of models. This package starts it and opens the
 * workspace; the tools lie in the packages below.
 */
package dev.codeagent.executor;
