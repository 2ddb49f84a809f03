/** The service that tries out the policy rules of a project on earlier tool calls. Evaluating rules is in libs/policy. */
@NullMarked
package dev.codeagent.api.policy;

import org.jspecify.annotations.NullMarked;
