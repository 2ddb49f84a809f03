/** CDI producers of this feature's classes and the readiness check. No logic of the feature is here. */
@NullMarked
package dev.codeagent.health.boundary;

import org.jspecify.annotations.NullMarked;
