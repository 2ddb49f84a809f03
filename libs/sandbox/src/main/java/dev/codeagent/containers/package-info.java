/** Docker as tools of the agents: which call does what, and what becomes of a run's containers. What a container may be is in {@code own}. */
package dev.codeagent.containers;
