/** Azure OpenAI: OpenAI's API with addresses and a key header of its own. */
@NullMarked
package dev.codeagent.providers.azure;

import org.jspecify.annotations.NullMarked;
