package dev.codeagent.providers.boundary;

import dev.codeagent.config.Settings;
import dev.codeagent.providers.ProviderPresets;
import dev.codeagent.providers.catalog.ModelCatalogFiles;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Produces the catalogue of models. */
@ApplicationScoped
public class CatalogProducers {
    @Produces
    @Singleton
    public ModelCatalogFiles catalog(Settings settings, ProviderPresets presets) {
        return new ModelCatalogFiles(
                settings.dataDirectory(), settings.catalog().file(), presets.modelsDevNames());
    }
}
