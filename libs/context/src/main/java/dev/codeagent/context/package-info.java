/**
 * The input of a model: the prompt of a step and the limit of the context window. Requests to the model are in
 * {@code libs/providers}.
 */
@NullMarked
package dev.codeagent.context;

import org.jspecify.annotations.NullMarked;
