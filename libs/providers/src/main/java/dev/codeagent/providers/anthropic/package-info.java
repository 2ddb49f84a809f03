/** The wire of the Messages API of Anthropic. Other wires are not here. */
@NullMarked
package dev.codeagent.providers.anthropic;

import org.jspecify.annotations.NullMarked;
