/** Messages between an agent and a model, independent of a provider. Calling a provider is not here. */
@NullMarked
package dev.codeagent.api.chat;

import org.jspecify.annotations.NullMarked;
