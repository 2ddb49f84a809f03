/** How many events the journal takes. */
package dev.codeagent.bench.journal;
