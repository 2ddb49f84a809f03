/** What can go wrong: the server refuses a request, cannot be reached, or the thread is interrupted. */
@NullMarked
package dev.codeagent.client.error;

import org.jspecify.annotations.NullMarked;
