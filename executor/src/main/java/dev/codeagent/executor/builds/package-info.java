/** The project's build tools: which are here, their caches of dependencies, their tests. */
package dev.codeagent.executor.builds;
