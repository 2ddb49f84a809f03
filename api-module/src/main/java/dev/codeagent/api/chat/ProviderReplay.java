package dev.codeagent.api.chat;

/**
 * What a provider needs to get back unchanged with the next request, in its own form: signatures of thinking blocks,
 * encrypted reasoning, ids of items. It is valid for the provider and the model that sent it; to others the
 * conversation goes without it.
 *
 * @param provider the id of the provider; empty for {@link #NONE}
 * @param model the model that sent it
 * @param json a JSON value as text, read only by the provider's own codec
 */
public record ProviderReplay(String provider, String model, String json) {
    public static final ProviderReplay NONE = new ProviderReplay("", "", "");

    public boolean isEmpty() {
        return json.isEmpty();
    }

    /** Whether this may be sent to the model of the provider. */
    public boolean isFor(String toProvider, String toModel) {
        return !isEmpty() && provider.equals(toProvider) && model.equals(toModel);
    }
}
