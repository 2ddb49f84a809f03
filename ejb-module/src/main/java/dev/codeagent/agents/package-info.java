/** One agent at its step: ask the model, run the tools that it asks for, ask again. Which agent comes next is not decided here. */
package dev.codeagent.agents;
