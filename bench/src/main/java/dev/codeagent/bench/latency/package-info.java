/** Times that a person waits for: until a command is acknowledged, until the model's first words appear. */
package dev.codeagent.bench.latency;
