/** Text in the shape that every database stores. */
package dev.codeagent.persistence.text;
