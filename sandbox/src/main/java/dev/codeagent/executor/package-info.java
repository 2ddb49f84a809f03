/**
 * The program inside a project's sandbox: speaks the Model Context Protocol (revision 2025-11-25) over stdio and does all
 * work on the workspace. It knows nothing of the server, of runs or of models.
 */
package dev.codeagent.executor;
