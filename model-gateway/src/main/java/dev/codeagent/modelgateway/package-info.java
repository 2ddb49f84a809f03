/**
 * Docker LLM: model servers in containers, started on the first request and stopped when idle. It passes
 * requests on and reads no prompts; those are made in {@code libs/context}.
 */
@NullMarked
package dev.codeagent.modelgateway;

import org.jspecify.annotations.NullMarked;
