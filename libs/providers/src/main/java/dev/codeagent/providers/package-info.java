/** Model providers: configuration, connections, retries and fallbacks. The content of requests is not decided here. */
@NullMarked
package dev.codeagent.providers;

import org.jspecify.annotations.NullMarked;
