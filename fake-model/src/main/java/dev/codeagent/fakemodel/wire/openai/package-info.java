/** The wire of OpenAI's chat completions, which many servers speak, its models and embeddings, and Azure's form of it. */
@NullMarked
package dev.codeagent.fakemodel.wire.openai;

import org.jspecify.annotations.NullMarked;
