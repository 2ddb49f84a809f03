/** A part of the Compose file format: what a project's services are, and in which order they start. Making them is not here. */
package dev.codeagent.containers.compose;
