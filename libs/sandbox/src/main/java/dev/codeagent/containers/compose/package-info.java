/**
 * A subset of the Compose file format: the services of a file and their start order. Creating containers is not here.
 */
@NullMarked
package dev.codeagent.containers.compose;

import org.jspecify.annotations.NullMarked;
