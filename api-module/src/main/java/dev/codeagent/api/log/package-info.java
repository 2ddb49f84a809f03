/** What the server logs about its own operations. */
@NullMarked
package dev.codeagent.api.log;

import org.jspecify.annotations.NullMarked;
