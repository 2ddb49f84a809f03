/** Finds secrets in texts that are on their way to a model. Package {@code dev.codeagent.policy} decides about them. */
@NullMarked
package dev.codeagent.policy.secret;

import org.jspecify.annotations.NullMarked;
