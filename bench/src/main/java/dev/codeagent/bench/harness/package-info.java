/** What benchmarks stand on: the server and the scripted model as processes, a bare WebSocket client, REST, figures. */
package dev.codeagent.bench.harness;
