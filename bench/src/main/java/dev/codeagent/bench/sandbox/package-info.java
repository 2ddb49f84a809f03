/** What a sandbox in a container costs: its start, its calls, its end. */
package dev.codeagent.bench.sandbox;
