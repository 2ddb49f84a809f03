/**
 * Launchers that start isolated executors, and the client of an executor. Packages {@code agents} and
 * {@code orchestrator} of {@code ejb-module} decide which calls to make.
 */
@NullMarked
package dev.codeagent.sandbox;

import org.jspecify.annotations.NullMarked;
