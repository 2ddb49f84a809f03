/** The service that reads and changes the policy rules of a project. Evaluating rules is not here. */
@NullMarked
package dev.codeagent.api.policy;

import org.jspecify.annotations.NullMarked;
