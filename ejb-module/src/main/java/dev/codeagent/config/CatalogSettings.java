package dev.codeagent.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Settings of the catalogue of models.
 *
 * @param file overrides of the operator, {@code providers.catalog}
 * @param url where a refresh reads the catalogue, {@code providers.catalogUrl}
 */
public record CatalogSettings(Optional<Path> file, String url) {}
