/**
 * Implementations of the storage ports: JPA for data that users edit, plain JDBC for the journal. Business rules are
 * in {@code ejb-module}.
 */
@NullMarked
package dev.codeagent.persistence;

import org.jspecify.annotations.NullMarked;
