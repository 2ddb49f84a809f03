package dev.codeagent.client.api;

/** What a new reading of the model catalogue found. */
public record CatalogUpdate(int models, int added, String source) {}
