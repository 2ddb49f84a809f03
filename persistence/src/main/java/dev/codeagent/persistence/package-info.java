/** Stores behind the ports of the contract: JPA for what is edited, plain JDBC for the journal. No rule of the system is here. */
package dev.codeagent.persistence;
