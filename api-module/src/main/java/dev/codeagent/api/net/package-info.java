/** Addresses of the network as they stand in the configuration. Nothing is resolved or connected here. */
@NullMarked
package dev.codeagent.api.net;

import org.jspecify.annotations.NullMarked;
