/** The wire of the Responses API of OpenAI. Its chat completions are in package {@code openai}. */
@NullMarked
package dev.codeagent.providers.responses;

import org.jspecify.annotations.NullMarked;
