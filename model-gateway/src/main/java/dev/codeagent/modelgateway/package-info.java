/**
 * Docker LLM: model servers in containers, started on the first request and stopped when idle. What agents ask the
 * models is not here.
 */
@NullMarked
package dev.codeagent.modelgateway;

import org.jspecify.annotations.NullMarked;
