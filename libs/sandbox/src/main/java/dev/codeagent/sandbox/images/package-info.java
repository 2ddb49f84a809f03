/**
 * The images of sandboxes: what the files of a project request, what the settings allow, and how images are pulled,
 * built and checked. Their containers are in package {@code docker}.
 */
@NullMarked
package dev.codeagent.sandbox.images;

import org.jspecify.annotations.NullMarked;
