/** The wire of the Messages API of Anthropic. Each other wire has its own package. */
@NullMarked
package dev.codeagent.providers.anthropic;

import org.jspecify.annotations.NullMarked;
