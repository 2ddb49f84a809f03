/** Running the project's own tests and reading their reports; one {@link dev.codeagent.executor.testing.TestRunner} a build tool. */
package dev.codeagent.executor.testing;
