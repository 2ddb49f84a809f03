/** Reported behaviours of model servers as cases: what a server sends, and what must come of it. */
@NullMarked
package dev.codeagent.providers.servers;

import org.jspecify.annotations.NullMarked;
