/** Messages between an agent and a model, independent of a provider. Package {@code provider} has the contract of those who send them. */
@NullMarked
package dev.codeagent.api.chat;

import org.jspecify.annotations.NullMarked;
