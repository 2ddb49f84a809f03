/** The native wire of Ollama: chat, generation, and the management of models. */
@NullMarked
package dev.codeagent.fakemodel.wire.ollama;

import org.jspecify.annotations.NullMarked;
