/** Model providers: their contract, registry and configuration, requests and answers. Calling a provider is not here. */
@NullMarked
package dev.codeagent.api.provider;

import org.jspecify.annotations.NullMarked;
