/** The chat completions wire of OpenAI (API reference, "Chat"), which most servers of open models speak too. */
package dev.codeagent.providers.openai;
