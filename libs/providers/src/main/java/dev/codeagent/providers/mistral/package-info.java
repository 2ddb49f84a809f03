/** The codec of Mistral's API. What it has in common with OpenAI's is in package {@code openai}. */
@NullMarked
package dev.codeagent.providers.mistral;

import org.jspecify.annotations.NullMarked;
