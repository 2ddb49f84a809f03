/** Docker LLM: model servers in containers, started when they are asked and stopped when nobody does. What agents ask is decided elsewhere. */
package dev.codeagent.modelgateway;
