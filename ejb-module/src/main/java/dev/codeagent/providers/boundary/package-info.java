/** CDI producers of this feature's classes. No logic of the feature is here. */
@NullMarked
package dev.codeagent.providers.boundary;

import org.jspecify.annotations.NullMarked;
