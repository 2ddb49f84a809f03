/**
 * The images of sandboxes: what the files of a project request, what the settings allow, and how images are pulled,
 * built and checked. Containers are not here.
 */
@NullMarked
package dev.codeagent.sandbox.images;

import org.jspecify.annotations.NullMarked;
