/** Brings results of runs to the git server of a project: pushed branches and pull requests. */
@NullMarked
package dev.codeagent.api.publishing;

import org.jspecify.annotations.NullMarked;
