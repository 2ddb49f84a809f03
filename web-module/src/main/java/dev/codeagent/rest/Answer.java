package dev.codeagent.rest;

import dev.codeagent.api.error.AgentException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a resource returns if its answer has more than a body; {@link AnswerFilter} sends it.
 *
 * @param location the address of what was created, relative to {@code /api/v1/}; empty if nothing was
 * @param nextCursor where the next page of a list begins; empty on the last page
 * @param versioned whether the answer has an {@code ETag} of its body
 */
public record Answer<T>(T body, int status, String location, Optional<String> nextCursor, boolean versioned) {
    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int ACCEPTED = 202;

    static <T> Answer<T> created(T body, String location) {
        return new Answer<>(body, CREATED, location, Optional.empty(), false);
    }

    static <T> Answer<T> accepted(T body, String location) {
        return new Answer<>(body, ACCEPTED, location, Optional.empty(), false);
    }

    /** What can be edited: a later request can say with {@code If-Match} which version it edits. */
    static <T extends Record> Answer<T> versioned(T body) {
        return new Answer<>(body, OK, "", Optional.empty(), true);
    }

    /**
     * A page of a list.
     *
     * @param found the items from the beginning of the page, one more than {@code limit} if there is a next page
     * @param id what a cursor names an item with
     */
    static <T extends Record> Answer<List<T>> page(List<T> found, int limit, Function<T, String> id) {
        List<T> page = found.subList(0, Math.min(limit, found.size()));
        Optional<String> next = found.size() > limit ? Optional.of(id.apply(page.getLast())) : Optional.empty();
        return new Answer<>(List.copyOf(page), OK, "", next, false);
    }

    /**
     * A page of a complete list.
     *
     * @param cursor the id of the last item of the page before
     * @param limit 0 for all items
     * @throws AgentException INVALID_VALUE if there is no such item
     */
    static <T extends Record> Answer<List<T>> pageOf(
            List<T> all, @Nullable String cursor, int limit, Function<T, String> id) {
        int start = cursor == null || cursor.isEmpty() ? 0 : 1 + indexOf(all, cursor, id);
        return page(all.subList(start, all.size()), limit == 0 ? Math.max(1, all.size()) : limit, id);
    }

    private static <T> int indexOf(List<T> all, String cursor, Function<T, String> id) {
        for (int i = 0; i < all.size(); i++) {
            if (id.apply(all.get(i)).equals(cursor)) {
                return i;
            }
        }
        throw goneCursor(cursor);
    }

    static AgentException goneCursor(String cursor) {
        return AgentException.invalidValue(
                        "parameter 'cursor' is '" + cursor + "', which is no longer in the list; begin without it")
                .inField("cursor");
    }
}
