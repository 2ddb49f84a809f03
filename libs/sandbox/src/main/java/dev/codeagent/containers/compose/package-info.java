/**
 * A subset of the Compose file format: the services of a file and their start order. Package
 * {@code managed} creates the containers.
 */
@NullMarked
package dev.codeagent.containers.compose;

import org.jspecify.annotations.NullMarked;
