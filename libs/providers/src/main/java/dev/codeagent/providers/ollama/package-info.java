/** The codec of Ollama's own API, and the management of its models. */
@NullMarked
package dev.codeagent.providers.ollama;

import org.jspecify.annotations.NullMarked;
