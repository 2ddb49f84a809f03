/** Text as Unicode defines it. */
@NullMarked
package dev.codeagent.api.text;

import org.jspecify.annotations.NullMarked;
