/** Projects whose files a client sends: the port, and what it reports. */
@NullMarked
package dev.codeagent.api.upload;

import org.jspecify.annotations.NullMarked;
