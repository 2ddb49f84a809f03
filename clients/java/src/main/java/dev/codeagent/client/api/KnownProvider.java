package dev.codeagent.client.api;

/** A provider that needs no address. */
public record KnownProvider(String id, String name, String baseUrl, String urlExample, String keyVariable) {}
