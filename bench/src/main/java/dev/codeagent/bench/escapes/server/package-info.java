/** Attempts against the server itself: by clients, browser pages, repositories, models and dependencies. */
@NullMarked
package dev.codeagent.bench.escapes.server;

import org.jspecify.annotations.NullMarked;
