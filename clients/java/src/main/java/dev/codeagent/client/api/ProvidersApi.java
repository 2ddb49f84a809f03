package dev.codeagent.client.api;

import dev.codeagent.client.http.IdempotencyKey;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Model providers and their models. */
@Produces("application/json")
@Consumes("application/json")
public interface ProvidersApi {

    @GET
    @Path("/api/v1/providers")
    List<Provider> list();

    @GET
    @Path("/api/v1/known-providers")
    List<KnownProvider> known();

    @GET
    @Path("/api/v1/providers/{id}")
    Provider get(@PathParam("id") String id);

    /** @param test whether key and model are tested first; nothing is stored if the test fails */
    @PUT
    @Path("/api/v1/providers/{id}")
    Provider put(@PathParam("id") String id, @QueryParam("test") boolean test, ProviderChange change);

    @DELETE
    @Path("/api/v1/providers/{id}")
    void remove(@PathParam("id") String id);

    @POST
    @Path("/api/v1/providers/{id}/test")
    ProviderTest test(@PathParam("id") String id);

    /** Encrypts the stored keys with a new encryption key. */
    @POST
    @Path("/api/v1/credentials/rotate")
    KeyRotation rotateKeys();

    /** @param page from 1 */
    @GET
    @Path("/api/v1/providers/{id}/models")
    ModelPage models(
            @PathParam("id") String id,
            @QueryParam("query") @Nullable String query,
            @QueryParam("page") int page,
            @QueryParam("pageSize") int pageSize);

    @DELETE
    @Path("/api/v1/providers/{id}/models/{model}")
    void removeModel(@PathParam("id") String id, @PathParam("model") String model);

    @POST
    @Path("/api/v1/providers/{id}/pulls")
    ModelPull pull(@PathParam("id") String id, ModelName model);

    @POST
    @Path("/api/v1/providers/{id}/pulls")
    ModelPull pull(@PathParam("id") String id, @HeaderParam("Idempotency-Key") IdempotencyKey key, ModelName model);

    @GET
    @Path("/api/v1/providers/{id}/pulls")
    List<ModelPull> pulls(@PathParam("id") String id);

    @GET
    @Path("/api/v1/providers/{id}/pulls/{pull}")
    ModelPull getPull(@PathParam("id") String id, @PathParam("pull") String pull);

    @DELETE
    @Path("/api/v1/providers/{id}/pulls/{pull}")
    ModelPull cancelPull(@PathParam("id") String id, @PathParam("pull") String pull);

    /** Searches the model catalogue. */
    @GET
    @Path("/api/v1/models")
    List<CatalogModel> searchCatalog(@QueryParam("query") @Nullable String query);

    @POST
    @Path("/api/v1/models/refresh")
    CatalogUpdate refreshCatalog();
}
