/**
 * Containers that agents create: what is allowed, which run they belong to, and the operations on them. The tool calls
 * are not here.
 */
package dev.codeagent.containers.managed;
