/** Benchmarks of the built server: each is a program with a limit. How to start processes and talk to them is in {@code harness}. */
package dev.codeagent.bench;
