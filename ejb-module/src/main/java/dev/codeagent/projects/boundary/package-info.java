/** CDI producers of this feature's classes. No logic of the feature is here. */
@NullMarked
package dev.codeagent.projects.boundary;

import org.jspecify.annotations.NullMarked;
