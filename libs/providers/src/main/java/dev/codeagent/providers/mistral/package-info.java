/** The codec of Mistral's API. What it has in common with OpenAI's is not here. */
@NullMarked
package dev.codeagent.providers.mistral;

import org.jspecify.annotations.NullMarked;
