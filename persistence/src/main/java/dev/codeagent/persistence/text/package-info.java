/** Encoding of text for all supported databases. */
package dev.codeagent.persistence.text;
