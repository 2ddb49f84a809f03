/** Projects that others wrote: their tests run in sandboxes without network, from what was fetched before. */
package dev.codeagent.bench.projects;
