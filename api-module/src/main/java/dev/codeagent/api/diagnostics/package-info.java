/** Findings of the checks of an installation, and the service that reports them. The checks are in {@code libs/diagnostics} and in {@code health} of {@code ejb-module}. */
@NullMarked
package dev.codeagent.api.diagnostics;

import org.jspecify.annotations.NullMarked;
