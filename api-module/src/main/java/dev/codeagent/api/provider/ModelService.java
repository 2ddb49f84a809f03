package dev.codeagent.api.provider;

import dev.codeagent.api.catalog.CatalogModel;
import dev.codeagent.api.catalog.ModelPrices;
import dev.codeagent.api.security.Caller;
import java.util.List;

/** Use cases for models: what providers offer, what the catalogue knows, and models on local servers. */
public interface ModelService {

    /**
     * The models that a provider lists, with what the catalogue knows about them.
     *
     * @param query part of an id or a name; empty for all
     */
    Page<ProviderModel> list(Caller caller, ProviderId provider, String query, int page, int pageSize);

    /** The models of the catalogue that match all words of the query. */
    List<CatalogModel> search(Caller caller, String query);

    /** Reads the catalogue again from its configured address. */
    CatalogRefresh refreshCatalog(Caller caller);

    /** Starts to download a model to the provider's server; the server continues if the caller leaves. */
    ModelPull startPull(Caller caller, ProviderId provider, String model);

    /** @throws dev.codeagent.api.error.AgentException NOT_FOUND */
    ModelPull getPull(Caller caller, ProviderId provider, String pull);

    /** The downloads since the start of the server, newest first. */
    List<ModelPull> listPulls(Caller caller, ProviderId provider);

    ModelPull cancelPull(Caller caller, ProviderId provider, String pull);

    /** Deletes a model from the provider's server. */
    void remove(Caller caller, ProviderId provider, String model);

    /**
     * A model of a provider.
     *
     * @param sizeBytes its size on the provider's disk; 0 if unknown
     * @param contextTokens the size of its context window; 0 if unknown
     * @param capabilities {@code tools}, {@code images} …; empty if nothing is known
     * @param prices the prices of this provider; empty if unknown
     */
    record ProviderModel(
            String id,
            String name,
            boolean installed,
            long sizeBytes,
            int contextTokens,
            int maxOutputTokens,
            List<String> capabilities,
            List<ModelPrices> prices) {
        public ProviderModel {
            capabilities = List.copyOf(capabilities);
            prices = List.copyOf(prices);
        }
    }

    /** What a refresh of the catalogue changed. */
    record CatalogRefresh(String source, int models, int added) {}
}
