/** Build tools of the project: detection, dependency caches, test results. */
@NullMarked
package dev.codeagent.executor.builds;

import org.jspecify.annotations.NullMarked;
