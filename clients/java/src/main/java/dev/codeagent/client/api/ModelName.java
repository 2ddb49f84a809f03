package dev.codeagent.client.api;

/** The body that downloads a model. */
public record ModelName(String model) {}
