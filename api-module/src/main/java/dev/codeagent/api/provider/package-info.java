/** Model providers: their contract, registry and configuration, requests and answers. {@code libs/providers} calls them. */
@NullMarked
package dev.codeagent.api.provider;

import org.jspecify.annotations.NullMarked;
