package dev.codeagent.fakemodel.wire;

import dev.codeagent.fakemodel.script.ScriptedModel;
import java.util.List;
import java.util.Optional;

/** A page of models that follow another one; the next page starts after the last model of this one. */
public record Pages(List<ScriptedModel> models, boolean hasMore) {
    public Pages {
        models = List.copyOf(models);
    }

    /** Returns the page after a model, or the first one; the size is a text of a query. */
    public static Pages after(List<ScriptedModel> all, String lastId, String size, int defaultSize) {
        int start = 0;
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).id().equals(lastId)) {
                start = i + 1;
            }
        }
        if (!lastId.isEmpty() && start == 0) {
            throw RequestException.badRequest("the page token '" + lastId + "' is invalid");
        }
        int end = Math.min(all.size(), start + parseSize(size, defaultSize));
        return new Pages(all.subList(start, end), end < all.size());
    }

    private static int parseSize(String size, int defaultSize) {
        if (size.isEmpty()) {
            return defaultSize;
        }
        if (!size.matches("[1-9]\\d{0,3}")) {
            throw RequestException.badRequest("the page size '" + size + "' must be a number from 1 to 9999");
        }
        return Integer.parseInt(size);
    }

    /** Returns the token of the next page; empty on the last page. */
    public Optional<String> next() {
        return hasMore ? Optional.of(models.getLast().id()) : Optional.empty();
    }
}
