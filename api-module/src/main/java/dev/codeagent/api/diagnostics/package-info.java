/** Findings of the checks of an installation, and the service that reports them. The checks are not here. */
@NullMarked
package dev.codeagent.api.diagnostics;

import org.jspecify.annotations.NullMarked;
