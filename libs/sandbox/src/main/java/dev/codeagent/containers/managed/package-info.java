/** Containers that agents made: what they may be, whose they are, what can be done with them. How calls ask for it is not here. */
package dev.codeagent.containers.managed;
