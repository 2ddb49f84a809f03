/**
 * A subset of the Compose file format: the services of a file and their start order. Creating containers is not here.
 */
package dev.codeagent.containers.compose;
