/** Stores run events and delivers them to subscribers. It does not interpret events. */
package dev.codeagent.messaging;
