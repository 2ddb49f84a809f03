/** Third-party projects: their tests run in sandboxes without network, with dependencies that were fetched before. */
@NullMarked
package dev.codeagent.bench.projects;

import org.jspecify.annotations.NullMarked;
