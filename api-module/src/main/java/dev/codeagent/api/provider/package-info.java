/** Model providers, their configuration and the port of its storage. Calling a provider is not here. */
@NullMarked
package dev.codeagent.api.provider;

import org.jspecify.annotations.NullMarked;
