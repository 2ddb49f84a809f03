/** CDI producers of this feature's classes, and the readiness and liveness checks. No logic of the feature is here. */
@NullMarked
package dev.codeagent.health.boundary;

import org.jspecify.annotations.NullMarked;
