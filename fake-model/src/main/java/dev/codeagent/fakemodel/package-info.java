/**
 * A model server whose answers are written in a script, over real HTTP. It speaks the OpenAI-compatible wire; no model, no
 * agent and no tool is in here.
 */
package dev.codeagent.fakemodel;
