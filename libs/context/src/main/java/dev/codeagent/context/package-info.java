/**
 * The input of a model: the prompt of a step and the limit of the context window. Requests to the model are not here.
 */
package dev.codeagent.context;
