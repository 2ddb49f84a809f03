/** The stores of projects and their configuration. */
@NullMarked
package dev.codeagent.persistence.project;

import org.jspecify.annotations.NullMarked;
