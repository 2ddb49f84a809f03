/**
 * The Docker tools of agents: their calls, and the lifecycle of the containers of a run. The rules for containers are
 * in {@code managed}.
 */
package dev.codeagent.containers;
