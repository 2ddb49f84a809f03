/** The service that tries out the rules of a project on earlier tool calls. libs/policy evaluates rules. */
@NullMarked
package dev.codeagent.api.policy;

import org.jspecify.annotations.NullMarked;
