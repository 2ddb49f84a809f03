/** CDI producers of the sandbox launchers. No logic of the feature is here. */
@NullMarked
package dev.codeagent.sandbox.boundary;

import org.jspecify.annotations.NullMarked;
