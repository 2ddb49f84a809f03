/** Third-party projects: their tests run in sandboxes without network, with dependencies that were fetched before. */
package dev.codeagent.bench.projects;
