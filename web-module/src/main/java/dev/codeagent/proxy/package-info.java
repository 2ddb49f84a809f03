/** What a reverse proxy says about the requests that it passes on, and whose word counts. */
@NullMarked
package dev.codeagent.proxy;

import org.jspecify.annotations.NullMarked;
