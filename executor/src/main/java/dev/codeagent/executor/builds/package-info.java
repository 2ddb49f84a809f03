/** Build tools of the project: detection, dependency caches, test results. */
package dev.codeagent.executor.builds;
