/** LM Studio: conversations over the API that it has in common with OpenAI, its models over its own. */
@NullMarked
package dev.codeagent.providers.lmstudio;

import org.jspecify.annotations.NullMarked;
