/** What work costs the server when it has as much as it can do. */
package dev.codeagent.bench.load;
