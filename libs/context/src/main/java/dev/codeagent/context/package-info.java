/** What a model is told: the opening of a step and the bounds of its window. Asking the model is not done here. */
package dev.codeagent.context;
