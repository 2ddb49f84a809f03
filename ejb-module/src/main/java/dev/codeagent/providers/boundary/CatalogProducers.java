package dev.codeagent.providers.boundary;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.ModelService;
import dev.codeagent.api.provider.ProviderUrl;
import dev.codeagent.config.Settings;
import dev.codeagent.diagnostics.net.BoundedHttp;
import dev.codeagent.providers.ConfiguredProviders;
import dev.codeagent.providers.ProviderPresets;
import dev.codeagent.providers.catalog.ModelCatalogFiles;
import dev.codeagent.providers.http.ProviderHttpClient;
import dev.codeagent.providers.models.ModelPulls;
import dev.codeagent.providers.models.ProviderModels;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Produces the catalogue of models. */
@ApplicationScoped
public class CatalogProducers {
    private static final int MAX_CATALOG_BYTES = 32 << 20;
    private static final Duration DOWNLOAD_TIMEOUT = Duration.ofSeconds(45);

    @Resource
    ManagedThreadFactory threads;

    @Produces
    @Singleton
    public ModelCatalogFiles catalog(Settings settings, ProviderPresets presets) {
        return new ModelCatalogFiles(
                settings.dataDirectory(), settings.catalog().file(), presets.modelsDevNames());
    }

    @Produces
    @Singleton
    public ModelService models(
            Settings settings, ConfiguredProviders providers, ModelCatalogFiles catalog, ProviderHttpClient http) {
        return new ProviderModels(
                providers,
                catalog,
                new Download(settings.catalog().url(), http),
                new ModelPulls(work -> threads.newThread(work).start(), Clock.systemUTC()),
                Clock.systemUTC());
    }

    /** Reads the catalogue from {@code providers.catalogUrl}, through the proxy of the environment. */
    private record Download(String source, ProviderHttpClient http) implements ProviderModels.CatalogDownload {
        @Override
        public String read() {
            URI url = ProviderUrl.parse("providers.catalogUrl", source);
            try {
                HttpResponse<byte[]> response = BoundedHttp.send(
                        http.client(), http.requestBuilder(url).GET().build(), MAX_CATALOG_BYTES, DOWNLOAD_TIMEOUT);
                if (response.statusCode() != 200) {
                    throw failed("HTTP " + response.statusCode(), null);
                }
                return new String(response.body(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw failed(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AgentException(ErrorCode.CANCELLED, "interrupted", e);
            }
        }

        private AgentException failed(String problem, @Nullable IOException cause) {
            return new AgentException(
                    ErrorCode.PROVIDER_UNREACHABLE,
                    "cannot read the model catalogue from " + source + " (" + problem
                            + "); set providers.catalogUrl, or write the models into the file of providers.catalog"
                            + http.proxies().hint(URI.create(source)),
                    cause);
        }
    }
}
