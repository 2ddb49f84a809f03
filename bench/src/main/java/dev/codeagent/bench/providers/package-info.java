/** Streams of model servers: what the server adds to them, compared with nginx in the same run. */
@NullMarked
package dev.codeagent.bench.providers;

import org.jspecify.annotations.NullMarked;
