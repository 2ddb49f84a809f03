/** CDI producer of the Docker tools. No logic of the feature is here. */
@NullMarked
package dev.codeagent.containers.boundary;

import org.jspecify.annotations.NullMarked;
