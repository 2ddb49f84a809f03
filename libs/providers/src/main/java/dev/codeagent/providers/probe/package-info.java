/** Finds out what a model on a model server can really do. What vendors say about their models is in package {@code catalog}. */
@NullMarked
package dev.codeagent.providers.probe;

import org.jspecify.annotations.NullMarked;
