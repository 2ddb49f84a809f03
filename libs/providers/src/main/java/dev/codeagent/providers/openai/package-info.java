/** The chat completions API of OpenAI (API reference, "Chat"), which most servers of open models support too. */
package dev.codeagent.providers.openai;
