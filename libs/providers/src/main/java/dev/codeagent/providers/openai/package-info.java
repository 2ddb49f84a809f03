/** The chat completions API of OpenAI (API reference, "Chat"), which most servers of open models support too. */
@NullMarked
package dev.codeagent.providers.openai;

import org.jspecify.annotations.NullMarked;
